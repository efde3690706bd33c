package dev.weir.exec.metrics;

/// A source, operator or sink (or a factory of one) that has more to tell than rows and times. Asked once, before it is
/// closed, and must not fail.
public interface Measured {
    void measure(Figures figures);

    /// Takes named figures; equal names of one plan node are added up over threads.
    interface Figures {
        void add(String name, long value);

        /// Bytes that this instance held at its peak.
        void memory(long bytes);
    }
}
