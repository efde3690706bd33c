package dev.weir.coordinator.launch;

import dev.weir.exec.plan.PhysicalPlan.Scan.ScanColumn;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.planner.policy.DomainPolicy;
import dev.weir.planner.policy.PolicyCompiler;
import dev.weir.worker.catalog.DomainCatalog;
import dev.weir.worker.catalog.PublishedColumn;
import dev.weir.worker.policy.PolicySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feeds a worker with the policy in `policies.yaml` of its domain's folder, compiled in this process. Looks at the file
/// and at the domain's schemas before each answer, so that a change is enforced by the next query.
///
/// A folder that never had the file is open. Everything else that is no policy closes the domain: a file that cannot be
/// read, an empty one (editors truncate before they write), one that was here and has gone (some move it away first), a
/// link to nothing, one called `policies.yml`. Who wants to open a domain writes `{}`.
final class PolicyFile implements PolicySource {
    static final String NAME = "policies.yaml";
    private static final String MISNAMED = "policies.yml";
    private static final Logger LOG = LoggerFactory.getLogger(PolicyFile.class);

    private final String domain;
    private final Path folder;
    private DomainCatalog catalog;
    private boolean seen;
    /// What `policy` was compiled from.
    private String text;
    private String schemaDigest = "";
    private DomainPolicy policy = DomainPolicy.closed(NAME + " was not read yet");
    private String lastProblem = "";

    PolicyFile(String domain, Path folder) {
        this.domain = domain;
        this.folder = folder;
    }

    /// The schemas to compile against; before it is set, the tables that the file names count as governed.
    synchronized void attach(DomainCatalog published) {
        this.catalog = published;
        this.text = null;
    }

    @Override
    public boolean governs(TableName table) {
        return current().governs(table);
    }

    @Override
    public ScanAccess access(String user, TableName table) {
        return current().access(user, table);
    }

    private synchronized DomainPolicy current() {
        DomainPolicy now = look();
        if (catalog != null && !now.problem().equals(lastProblem)) {
            lastProblem = now.problem();
            if (!lastProblem.isEmpty()) {
                LOG.warn("Domain {}: {}", domain, lastProblem);
            }
        }
        return now;
    }

    private DomainPolicy look() {
        String now;
        try {
            now = Files.readString(folder.resolve(NAME));
        } catch (NoSuchFileException e) {
            return without();
        } catch (IOException e) {
            return DomainPolicy.closed(NAME + " cannot be read: " + e.getClass().getSimpleName());
        }
        seen = true;
        if (now.isBlank()) {
            return DomainPolicy.closed(NAME + " is empty; {} is a policy that names nothing");
        }
        String digest = catalog == null ? "" : catalog.current().digest();
        if (!now.equals(text) || !digest.equals(schemaDigest)) {
            // Whatever happens below, the policy that was compiled from something else is gone.
            text = null;
            policy = DomainPolicy.closed(NAME + " is being compiled");
            policy = PolicyCompiler.compile(now, domain, this::schema);
            text = now;
            schemaDigest = digest;
        }
        return policy;
    }

    private DomainPolicy without() {
        if (seen) {
            return DomainPolicy.closed(NAME + " has gone");
        }
        if (Files.exists(folder.resolve(NAME), LinkOption.NOFOLLOW_LINKS)) {
            return DomainPolicy.closed(NAME + " is a link to nothing");
        }
        if (Files.exists(folder.resolve(MISNAMED), LinkOption.NOFOLLOW_LINKS)) {
            return DomainPolicy.closed(MISNAMED + " must be called " + NAME);
        }
        return DomainPolicy.open();
    }

    private Optional<List<ScanColumn>> schema(TableName table) {
        return catalog == null ? Optional.empty() : catalog.current().table(table).map(published -> {
            List<ScanColumn> columns = new ArrayList<>();
            for (PublishedColumn column : published.columns()) {
                columns.add(new ScanColumn(column.name(), column.type()));
            }
            return columns;
        });
    }
}
