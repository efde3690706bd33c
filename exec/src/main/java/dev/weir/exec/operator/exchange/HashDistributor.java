package dev.weir.exec.operator.exchange;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.kernel.Concatenate;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.kernel.Hash;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Scatters rows by the hash of the key columns. Small pieces are kept back until they make a batch worth sending.
final class HashDistributor implements ExchangeSinkFactory.Distributor {
    private static final int WORTH_SENDING = Batch.MAX_ROWS / 4;

    private final List<Integer> columns;
    private final ExchangeSink output;
    private final BufferAllocator allocator;
    private final int partitions;
    private final List<List<Batch>> kept = new ArrayList<>();
    private final int[] keptRows;
    private final int[] counts;
    private final int[] ends;

    HashDistributor(List<Integer> columns, ExchangeSink output, BufferAllocator allocator) {
        this.columns = columns;
        this.output = output;
        this.allocator = allocator;
        this.partitions = output.partitions();
        this.keptRows = new int[partitions];
        this.counts = new int[partitions];
        this.ends = new int[partitions];
        for (int i = 0; i < partitions; i++) {
            kept.add(new ArrayList<>());
        }
    }

    /// Which partition a hash belongs to; the same in every process. Mixes again, so that the rows of one partition do not
    /// share the bits by which the consumer's hash table places them.
    static int partition(long hash, int partitions) {
        long mixed = (hash ^ hash >>> 29) * 0xBF58476D1CE4E5B9L;
        return (int) Math.unsignedMultiplyHigh(mixed, partitions);
    }

    @Override
    public void add(Batch batch) {
        int rows = batch.rows();
        try (batch;
                ArrowBuf hashes = allocator.buffer(rows * 8L);
                ArrowBuf targets = allocator.buffer(rows * 4L);
                ArrowBuf positions = allocator.buffer(rows * 4L)) {
            target(batch, hashes.memoryAddress(), targets.memoryAddress());
            for (int p = 0, sum = 0; p < partitions; p++) {
                sum += counts[p];
                ends[p] = sum - counts[p];
            }
            long to = positions.memoryAddress();
            for (int i = 0; i < rows; i++) {
                int p = Memory.getInt(targets.memoryAddress() + ((long) i << 2));
                Memory.putInt(to + ((long) ends[p]++ << 2), i);
            }
            for (int p = 0; p < partitions; p++) {
                if (counts[p] == rows) {
                    keep(p, batch.retain());
                } else if (counts[p] > 0) {
                    keep(p, Gather.take(batch, to + ((long) (ends[p] - counts[p]) << 2), counts[p], allocator));
                }
            }
        }
    }

    private void target(Batch batch, long hashes, long targets) {
        int rows = batch.rows();
        for (int k = 0; k < columns.size(); k++) {
            Hash.hash(batch.column(columns.get(k)), rows, hashes, k > 0);
        }
        if (columns.isEmpty()) {
            Memory.fill(hashes, rows * 8L, (byte) 0);
        }
        Arrays.fill(counts, 0);
        for (long i = 0; i < rows; i++) {
            int p = partition(Memory.getLong(hashes + (i << 3)), partitions);
            Memory.putInt(targets + (i << 2), p);
            counts[p]++;
        }
    }

    /// Takes over the piece.
    private void keep(int partition, Batch piece) {
        List<Batch> pieces = kept.get(partition);
        if (keptRows[partition] + piece.rows() > Batch.MAX_ROWS) {
            send(partition);
        }
        pieces.add(piece);
        keptRows[partition] += piece.rows();
        if (keptRows[partition] >= WORTH_SENDING) {
            send(partition);
        }
    }

    private void send(int partition) {
        List<Batch> pieces = kept.get(partition);
        if (pieces.isEmpty()) {
            return;
        }
        Batch whole = pieces.size() == 1 ? pieces.getFirst().retain() : Concatenate.batches(pieces, allocator);
        release(partition);
        output.send(partition, whole);
    }

    private void release(int partition) {
        List<Batch> pieces = kept.get(partition);
        pieces.forEach(Batch::close);
        pieces.clear();
        keptRows[partition] = 0;
    }

    @Override
    public void flush() {
        for (int p = 0; p < partitions; p++) {
            send(p);
        }
    }

    @Override
    public void close() {
        for (int p = 0; p < partitions; p++) {
            release(p);
        }
    }
}
