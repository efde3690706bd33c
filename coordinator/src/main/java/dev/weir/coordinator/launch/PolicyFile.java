package dev.weir.coordinator.launch;

import dev.weir.exec.plan.PhysicalPlan.Scan.ScanColumn;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.planner.policy.DomainPolicy;
import dev.weir.planner.policy.PolicyCompiler;
import dev.weir.worker.catalog.DomainCatalog;
import dev.weir.worker.catalog.PublishedColumn;
import dev.weir.worker.policy.PolicySource;
import dev.weir.worker.policy.PolicyVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Feeds a worker with the policy in `policies.yaml` of its domain's folder, or in the file that the worker was told,
/// compiled in this process. Looks at the file and at the domain's schemas before each answer, so that a change is enforced
/// by the next query.
///
/// A folder that never had the file is open. Everything else that is no policy closes the domain: a file that cannot be
/// read, an empty one (editors truncate before they write), one that was here and has gone (some move it away first), a
/// link to nothing, one called `policies.yml`; and for a worker that was told its file, that it is not there, or that the
/// folder has another one. Who wants to open a domain writes `{}`.
final class PolicyFile implements PolicySource {
    static final String NAME = "policies.yaml";
    private static final String MISNAMED = "policies.yml";
    private static final Logger LOG = LoggerFactory.getLogger(PolicyFile.class);

    private final String domain;
    private final Path folder;
    private final Path file;
    private final boolean required;
    private DomainCatalog catalog;
    private boolean seen;
    /// What `compiled` was compiled from.
    private String text;
    private String schemaDigest = "";
    private Version compiled = Version.closed(NAME + " was not read yet");
    private String lastProblem = "";

    private PolicyFile(String domain, Path folder, Path file, boolean required) {
        this.domain = domain;
        this.folder = folder;
        this.file = file;
        this.required = required;
    }

    /// The policy in the domain's folder, if there is one.
    static PolicyFile inFolder(String domain, Path folder) {
        return new PolicyFile(domain, folder, folder.resolve(NAME), false);
    }

    /// The policy in this file, without which the domain is closed.
    static PolicyFile required(String domain, Path folder, Path file) {
        return new PolicyFile(domain, folder, file, true);
    }

    /// A compiled policy with its digest: of the text, and of what is wrong with it here. A file that compiles against one
    /// worker's files and not against another's is not the same policy.
    private record Version(String digest, DomainPolicy policy) implements PolicyVersion {
        static Version of(String text, DomainPolicy policy) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(text.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(policy.problem().getBytes(StandardCharsets.UTF_8));
                return new Version(HexFormat.of().formatHex(digest.digest(), 0, 16), policy);
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException(missing);
            }
        }

        static Version closed(String reason) {
            return of("", DomainPolicy.closed(reason));
        }

        static Version open() {
            return new Version(Open.DIGEST, DomainPolicy.open());
        }

        @Override
        public boolean governs(TableName table) {
            return policy.governs(table);
        }

        @Override
        public ScanAccess access(String user, TableName table) {
            return policy.access(user, table);
        }
    }

    /// The schemas to compile against; before it is set, the tables that the file names count as governed.
    synchronized void attach(DomainCatalog published) {
        this.catalog = published;
        this.text = null;
    }

    @Override
    public synchronized PolicyVersion current() {
        Version now = look();
        String problem = now.policy().problem();
        if (catalog != null && !problem.equals(lastProblem)) {
            lastProblem = problem;
            if (!problem.isEmpty()) {
                LOG.warn("Domain {}: {}", domain, problem);
            }
        }
        return now;
    }

    private Version look() {
        if (required && otherInFolder()) {
            return Version.closed("the domain's folder has another " + NAME + " than the one that the worker was told");
        }
        String now;
        try {
            now = Files.readString(file);
        } catch (NoSuchFileException e) {
            return without();
        } catch (IOException e) {
            return Version.closed(NAME + " cannot be read: " + e.getClass().getSimpleName());
        }
        seen = true;
        if (now.isBlank()) {
            return Version.closed(NAME + " is empty; {} is a policy that names nothing");
        }
        String digest = catalog == null ? "" : catalog.current().digest();
        if (!now.equals(text) || !digest.equals(schemaDigest)) {
            // Whatever happens below, the policy that was compiled from something else is gone.
            text = null;
            compiled = Version.closed(NAME + " is being compiled");
            compiled = Version.of(now, PolicyCompiler.compile(now, domain, this::schema));
            text = now;
            schemaDigest = digest;
        }
        return compiled;
    }

    private Version without() {
        if (seen) {
            return Version.closed(NAME + " has gone");
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Version.closed(NAME + " is a link to nothing");
        }
        if (required) {
            return Version.closed("the policies that the worker was told are not there");
        }
        if (Files.exists(folder.resolve(MISNAMED), LinkOption.NOFOLLOW_LINKS)) {
            return Version.closed(MISNAMED + " must be called " + NAME);
        }
        return Version.open();
    }

    /// Whether the folder has a policy of its own, which the one that the worker was told would silence.
    private boolean otherInFolder() {
        Path own = folder.resolve(NAME);
        if (!Files.exists(own, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            return !Files.isSameFile(own, file);
        } catch (IOException unreadable) {
            return true;
        }
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
