package dev.weir.formats.memory;

/// Picks between the Vector API loops and their scalar twins, once per process: `-Dweir.kernels=scalar`.
public final class KernelMode {
    public static final boolean SIMD = !"scalar".equals(System.getProperty("weir.kernels"));

    private KernelMode() {}
}
