/// Vector API versions of kernels; each has a scalar twin one package above, and one test runs both.
package dev.weir.exec.kernel.simd;
