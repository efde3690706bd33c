package dev.weir.formats.parquet.encoding;

import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringHeap;
import org.apache.arrow.memory.ArrowBuf;

/// Views of a whole page, decoded at once: what the DELTA encodings of byte arrays leave.
public final class ViewValues implements PageValues {
    private final ArrowBuf views;
    private final StringHeap heap;

    /// Takes over the references to both.
    public ViewValues(ArrowBuf views, StringHeap heap) {
        this.views = views;
        this.heap = heap;
    }

    @Override
    public void range(long from, int count, long out) {
        Memory.copy(views.memoryAddress() + from * 16, out, count * 16L);
    }

    @Override
    public void gather(long from, long positions, int count, long out) {
        Gather.gather(views.memoryAddress() + from * 16, positions, count, 16, out);
    }

    @Override
    public int width() {
        return 16;
    }

    @Override
    public StringHeap heap() {
        return heap;
    }

    @Override
    public void close() {
        views.close();
        heap.release();
    }
}
