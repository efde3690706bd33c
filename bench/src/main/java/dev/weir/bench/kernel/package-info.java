/// JMH benchmarks of hot kernels; each compares the answers of its variants before it measures. Run one by its class name
/// through `org.openjdk.jmh.Main`. Must not import `coordinator` or `worker`.
package dev.weir.bench.kernel;
