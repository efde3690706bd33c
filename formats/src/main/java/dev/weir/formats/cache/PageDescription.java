package dev.weir.formats.cache;

/// What a format needs to know of a page besides its content: immutable, on the heap.
public interface PageDescription {
    /// An estimate of the bytes it takes.
    int bytes();
}
