package dev.weir.exec.operator.scan;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Split;
import dev.weir.formats.cache.PageCache;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The tables of a domain that lie as files in its folder. One for the process; keeps files open between queries.
public final class FileTableSource implements TableSource, AutoCloseable {
    private static final int MAX_ROW_GROUPS = 1_000_000;
    /// Rows that are worth a thread of their own when a table has fewer row groups than there are threads.
    private static final long PART_ROWS = 32_768;

    private final DomainFolder folder;
    private final OpenFiles files;

    /// A source that keeps no pages between queries.
    public FileTableSource(Path domainFolder) {
        this(domainFolder, PageCache.none());
    }

    public FileTableSource(Path domainFolder, PageCache cache) {
        this.folder = new DomainFolder(domainFolder);
        this.files = new OpenFiles(cache);
    }

    @Override
    public SourceFactory open(PhysicalPlan.Scan scan, List<Split> splits, TaskContext context) {
        ScanPlan plan = ScanPlan.of(scan);
        boolean counts = plan.groups.isEmpty() && plan.outputs.length == 0;
        return new ScanFactory(plan, scan.runtimeFilters(), morsels(splits, counts ? 1 : context.threads()), folder, files, context);
    }

    private static List<Morsel> morsels(List<Split> splits, int threads) {
        long groups = 0;
        for (Split split : splits) {
            if (split.firstRowGroup() < 0 || split.rowGroups() < 0 || split.rowGroups() > MAX_ROW_GROUPS) {
                throw new QueryException(ErrorCode.PLAN_NOT_PERMITTED, "A split names row groups that no file has").with("file " + split.path());
            }
            groups += split.rowGroups();
        }
        List<Morsel> morsels = new ArrayList<>();
        for (Split split : splits) {
            int parts = 1;
            if (groups < threads && split.rowGroups() > 0) {
                long wanted = (threads + groups - 1) / groups;
                parts = (int) Math.clamp(split.rows() / split.rowGroups() / PART_ROWS, 1, wanted);
            }
            for (int group = 0; group < split.rowGroups(); group++) {
                for (int part = 0; part < parts; part++) {
                    morsels.add(new Morsel(split, split.firstRowGroup() + group, part, parts));
                }
            }
        }
        return morsels;
    }

    /// Closes files that no query reads; the others close with their readers.
    @Override
    public void close() {
        files.close();
    }
}
