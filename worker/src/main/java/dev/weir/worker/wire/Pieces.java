package dev.weir.worker.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;

/// Buffers as one, and something to do when the last of it is gone.
public class Pieces extends CompositeByteBuf {
    private final Runnable gone;

    /// Takes the buffers over.
    public Pieces(List<ByteBuf> pieces, Runnable gone) {
        // Any number: the transport adds what follows to the last of it, and beyond a limit all would be copied into one.
        super(UnpooledByteBufAllocator.DEFAULT, true, Integer.MAX_VALUE);
        this.gone = gone;
        addComponents(true, pieces);
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        gone.run();
    }
}
