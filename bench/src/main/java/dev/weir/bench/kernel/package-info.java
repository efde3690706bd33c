/// JMH benchmarks of hot kernels, one class a family, vector and scalar twin side by side; each compares the answers of its
/// variants before it measures. `weir bench kernels` runs them: {@link dev.weir.bench.kernel.KernelRun}. Must not import
/// `coordinator` or `worker`.
package dev.weir.bench.kernel;
