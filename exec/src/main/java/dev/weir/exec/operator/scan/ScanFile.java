package dev.weir.exec.operator.scan;

import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.plan.Split;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.ColumnStatistics;
import dev.weir.formats.FileMetadata;
import dev.weir.formats.OpenFile;
import dev.weir.formats.RowGroupMetadata;
import dev.weir.formats.ScanRequest;
import dev.weir.formats.predicate.FilePredicate;
import java.util.ArrayList;
import java.util.List;

/// A file as one thread's scan sees it: where the values are, how they decode, what can be ruled out.
final class ScanFile implements AutoCloseable {
    private final ScanPlan plan;
    private final Split split;
    private final OpenFiles.Lease lease;
    private final FileColumns columns;
    private final FilePruning pruning;
    private final List<FilePredicate> fixed = new ArrayList<>();
    private final int[] request;
    final ValueReader[] readers;

    /// Takes over the lease, also when it fails.
    ScanFile(ScanPlan plan, Split split, OpenFiles.Lease lease, EvaluationContext context) {
        this.plan = plan;
        this.split = split;
        this.lease = lease;
        this.readers = new ValueReader[plan.values.size()];
        boolean done = false;
        try {
            FileMetadata metadata = lease.file().metadata();
            columns = new FileColumns(plan, metadata, split.path());
            pruning = new FilePruning(columns.ordinals, columns.types);
            for (Expression term : plan.pruning) {
                FilePredicate predicate = pruning.translate(term);
                if (predicate != null) {
                    fixed.add(predicate);
                }
            }
            request = columns.request();
            for (int id = 0; id < readers.length; id++) {
                if (plan.values.get(id) instanceof ScanPlan.Raw(_, SqlType type)) {
                    readers[id] = new ValueReader(type, columns.ordinals[id], columns.decoded[id], context);
                }
            }
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    Split split() {
        return split;
    }

    OpenFile file() {
        return lease.file();
    }

    long rows(Morsel morsel) {
        long rows = rowGroup(morsel).rows();
        return morsel.toRow(rows) - morsel.fromRow(rows);
    }

    private RowGroupMetadata rowGroup(Morsel morsel) {
        return lease.file().metadata().rowGroups().get(morsel.rowGroup());
    }

    /// What to read of a morsel, with what is known by now about the rows that are wanted.
    ScanRequest request(Morsel morsel, RuntimeFilters filters) {
        List<FilePredicate> known = new ArrayList<>(fixed);
        for (ScanPlan.PruningFilter filter : plan.pruningFilters) {
            RuntimeFilters.KeyFilter keys = filters.now(filter.filter());
            if (keys != null && keys.range() instanceof RuntimeFilters.KeyFilter.Range(long min, long max)) {
                FilePredicate range = pruning.range(filter.column(), plan.values.get(filter.column()).type(), min, max);
                if (range != null) {
                    known.add(range);
                }
            }
        }
        long rows = rowGroup(morsel).rows();
        return new ScanRequest(morsel.rowGroup(), morsel.fromRow(rows), morsel.toRow(rows), request, new FilePredicate.And(known));
    }

    /// By value id, the bytes in the file that decoding it takes.
    long[] bytes(Morsel morsel) {
        List<ColumnStatistics> statistics = rowGroup(morsel).columns();
        long[] bytes = new long[readers.length];
        for (int id = 0; id < bytes.length; id++) {
            if (columns.ordinals[id] >= 0) {
                bytes[id] = statistics.get(columns.ordinals[id]).compressedBytes();
            }
        }
        for (int id = 0; id < bytes.length; id++) {
            if (plan.values.get(id) instanceof ScanPlan.Masked masked) {
                for (int input : masked.inputs()) {
                    bytes[id] += bytes[input];
                }
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        for (ValueReader reader : readers) {
            if (reader != null) {
                reader.close();
            }
        }
        lease.close();
    }
}
