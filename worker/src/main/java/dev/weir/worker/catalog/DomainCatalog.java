package dev.weir.worker.catalog;

import dev.weir.exec.plan.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is in the domain's folder, looked at again and again: a new, changed or removed file is seen within the interval,
/// and only its own footer is read. An unreadable file keeps its table listed, with the reason.
public final class DomainCatalog implements AutoCloseable {
    public static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(DomainCatalog.class);

    private final String domain;
    private final Path folder;
    private final Predicate<TableName> governed;
    private final Footers footers = new Footers();
    private final List<Consumer<PublishedCatalog>> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService poller;
    private volatile PublishedCatalog current;

    /// Reads the folder once before it answers.
    ///
    /// @param governed tells which tables a policy names; asked at each look
    /// @param interval between two looks; null: only when {@link #refresh} is called
    public DomainCatalog(String domain, Path folder, Predicate<TableName> governed, Duration interval) {
        this.domain = domain;
        this.folder = folder;
        this.governed = governed;
        this.current = look();
        if (interval == null) {
            poller = null;
        } else {
            poller = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("catalog " + domain).factory());
            poller.scheduleWithFixedDelay(this::poll, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    public String domain() {
        return domain;
    }

    public Path folder() {
        return folder;
    }

    public PublishedCatalog current() {
        return current;
    }

    /// Called with each catalog that differs from the one before, on the looking thread.
    public void onChange(Consumer<PublishedCatalog> listener) {
        listeners.add(listener);
    }

    /// Looks now.
    public synchronized PublishedCatalog refresh() {
        PublishedCatalog seen = look();
        if (!seen.digest().equals(current.digest())) {
            current = seen;
            for (Consumer<PublishedCatalog> listener : listeners) {
                listener.accept(seen);
            }
        }
        return current;
    }

    @Override
    public void close() {
        if (poller != null) {
            poller.shutdownNow();
        }
    }

    private void poll() {
        try {
            refresh();
        } catch (RuntimeException failure) {
            // An exception would end the polling for good; the state last seen stands until the next look.
            LOG.warn("Folder of domain {} could not be looked at", domain, failure);
        }
    }

    private synchronized PublishedCatalog look() {
        FolderLayout.Listing listing = FolderLayout.list(domain, folder);
        Digest digest = new Digest().add(domain);
        List<PublishedTable> tables = new ArrayList<>();
        for (Map.Entry<TableName, List<FolderLayout.Found>> entry : listing.tables().entrySet()) {
            PublishedTable table = TableScan.publish(entry.getKey(), entry.getValue(), footers, governed.test(entry.getKey()));
            tables.add(table);
            digest.add(table.name().toString()).add(table.snapshot()).add(table.governed() ? 1 : 0).add(table.problem());
        }
        for (String problem : listing.problems()) {
            digest.add(problem);
        }
        footers.turn();
        return new PublishedCatalog(domain, digest.text(), tables, listing.problems());
    }
}
