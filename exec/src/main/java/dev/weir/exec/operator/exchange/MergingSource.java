package dev.weir.exec.operator.exchange;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.sort.KeyComparator;
import dev.weir.exec.operator.sort.KeyEncoder;
import dev.weir.exec.operator.sort.KeyLayout;
import dev.weir.exec.operator.sort.RowGather;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Merges sorted streams into one. Waits until every stream has shown its next row or its end.
final class MergingSource implements Source {
    private final List<Head> heads = new ArrayList<>();
    private final List<SqlType> types;
    private final BufferAllocator allocator;
    private final KeyLayout layout;
    private final KeyEncoder encoder;
    private final KeyComparator comparator;
    private final ArrowBuf references;
    /// The batches that the rows picked so far are in.
    private final List<Batch> used = new ArrayList<>();
    private int picked;
    private Batch ready;
    private CompletableFuture<?> blocked = CompletableFuture.completedFuture(null);

    MergingSource(List<ExchangeSource.Stream> streams, List<SqlType> types, List<SortKey> keys, BufferAllocator allocator) {
        this.types = types;
        this.allocator = allocator;
        this.layout = new KeyLayout(keys, types);
        this.encoder = new KeyEncoder(layout, allocator);
        this.comparator = new KeyComparator(layout);
        for (ExchangeSource.Stream stream : streams) {
            heads.add(new Head(stream));
        }
        this.references = allocator.buffer(Batch.MAX_ROWS * 8L);
    }

    /// A stream and the batch that its next row is in.
    private static final class Head {
        private final ExchangeSource.Stream stream;
        private Batch batch;
        private ArrowBuf entries;
        private int row;
        private int usedAs = -1;

        private Head(ExchangeSource.Stream stream) {
            this.stream = stream;
        }

        private void drop() {
            if (batch != null) {
                batch.close();
                batch = null;
            }
            if (entries != null) {
                entries.close();
                entries = null;
            }
        }
    }

    @Override
    public Progress advance() {
        if (ready != null) {
            return Progress.HAVE_OUTPUT;
        }
        while (picked < Batch.MAX_ROWS) {
            if (!fill()) {
                return picked > 0 ? emit() : blocked.isDone() ? Progress.NEED_INPUT : Progress.BLOCKED;
            }
            Head least = least();
            if (least == null) {
                return picked > 0 ? emit() : Progress.FINISHED;
            }
            pick(least);
        }
        return emit();
    }

    /// Makes sure that each stream shows a row or has ended; otherwise says what to wait for.
    private boolean fill() {
        for (Head head : heads) {
            while (head.batch == null && !head.stream.finished()) {
                CompletableFuture<?> available = head.stream.available();
                Batch batch = head.stream.poll();
                if (batch == null) {
                    if (head.stream.finished()) {
                        break;
                    }
                    blocked = available;
                    return false;
                }
                if (batch.rows() == 0) {
                    batch.close();
                    continue;
                }
                head.batch = batch;
                head.row = 0;
                head.usedAs = -1;
                head.entries = allocator.buffer(batch.rows() * layout.entryBytes());
                encoder.encode(batch, head.entries.memoryAddress());
            }
        }
        return true;
    }

    private Head least() {
        Head least = null;
        for (Head head : heads) {
            if (head.batch != null && (least == null || compare(head, least) < 0)) {
                least = head;
            }
        }
        return least;
    }

    private int compare(Head left, Head right) {
        return comparator.compare(left.entries.memoryAddress() + left.row * layout.entryBytes(), left.batch, left.row,
                right.entries.memoryAddress() + right.row * layout.entryBytes(), right.batch, right.row);
    }

    private void pick(Head head) {
        if (head.usedAs < 0) {
            head.usedAs = used.size();
            used.add(head.batch.retain());
        }
        Memory.putLong(references.memoryAddress() + picked * 8L, (long) head.usedAs << 32 | head.row);
        picked++;
        head.row++;
        if (head.row == head.batch.rows()) {
            head.drop();
        }
    }

    private Progress emit() {
        ready = new RowGather(used, types, allocator).take(references.memoryAddress(), picked);
        picked = 0;
        release();
        return Progress.HAVE_OUTPUT;
    }

    private void release() {
        used.forEach(Batch::close);
        used.clear();
        for (Head head : heads) {
            head.usedAs = -1;
        }
    }

    @Override
    public Batch takeOutput() {
        Batch batch = ready;
        ready = null;
        return batch;
    }

    @Override
    public CompletableFuture<?> blocked() {
        return blocked;
    }

    @Override
    public void close() {
        if (ready != null) {
            ready.close();
            ready = null;
        }
        release();
        heads.forEach(Head::drop);
        references.close();
    }
}
