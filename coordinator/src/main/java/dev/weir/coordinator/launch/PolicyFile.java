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
/// No file: every table is open. A file that cannot be read closes the domain: fail closed.
final class PolicyFile implements PolicySource {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyFile.class);

    private final String domain;
    private final Path file;
    private DomainCatalog catalog;
    private String text;
    private String schemaDigest = "";
    private DomainPolicy policy = DomainPolicy.open();
    private int version;

    PolicyFile(String domain, Path folder) {
        this.domain = domain;
        this.file = folder.resolve("policies.yaml");
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
    public ScanAccess.Governed access(String user, TableName table) {
        return current().access(user, table);
    }

    @Override
    public synchronized String version() {
        current();
        return String.valueOf(version);
    }

    private synchronized DomainPolicy current() {
        String now;
        try {
            now = Files.readString(file);
        } catch (NoSuchFileException e) {
            now = "";
        } catch (IOException e) {
            return DomainPolicy.closed("policies.yaml cannot be read");
        }
        String digest = catalog == null ? "" : catalog.current().digest();
        if (!now.equals(text) || !digest.equals(schemaDigest)) {
            boolean changed = !now.equals(text);
            text = now;
            schemaDigest = digest;
            policy = now.isBlank() ? DomainPolicy.open() : PolicyCompiler.compile(now, domain, this::schema);
            version++;
            if (changed && catalog != null && !policy.problem().isEmpty()) {
                LOG.warn("Domain {}: {}", domain, policy.problem());
            }
        }
        return policy;
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
