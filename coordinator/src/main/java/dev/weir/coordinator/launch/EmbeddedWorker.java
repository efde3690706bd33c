package dev.weir.coordinator.launch;

import dev.weir.exec.operator.scan.TableSource;
import dev.weir.exec.pipeline.WorkerPool;
import dev.weir.exec.plan.TableName;
import dev.weir.worker.catalog.DomainCatalog;
import dev.weir.worker.catalog.PublishedTable;
import dev.weir.worker.exchange.Exchange;
import dev.weir.worker.exchange.OutputRegistry;
import dev.weir.worker.policy.PolicySource;
import dev.weir.worker.task.TableDirectory;
import dev.weir.worker.task.WorkerSettings;
import dev.weir.worker.task.WorkerTasks;
import java.util.Optional;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;

/// The worker of one domain inside of this process, without a port.
final class EmbeddedWorker implements AutoCloseable {
    private final WorkerSettings settings;
    private final DomainCatalog catalog;
    private final Function<TableName, Optional<PublishedTable>> published;
    private final Exchange exchange;
    private final WorkerTasks tasks;

    /// @param catalog   null for domains without a folder; closed with the worker
    /// @param published the tables whose files are handed out as splits
    EmbeddedWorker(
            WorkerSettings settings, DomainCatalog catalog, Function<TableName, Optional<PublishedTable>> published, TableSource tables, TableDirectory directory, PolicySource policies, WorkerPool pool,
            BufferAllocator process, OutputRegistry outputs) {
        this.settings = settings;
        this.catalog = catalog;
        this.published = published;
        this.exchange = new Exchange(outputs, null, settings.id(), settings.windowBytes());
        this.tasks = new WorkerTasks(settings, tables, directory, policies, pool, process, outputs, exchange);
        outputs.host(settings.id());
    }

    String id() {
        return settings.id();
    }

    String domain() {
        return settings.domain();
    }

    DomainCatalog catalog() {
        return catalog;
    }

    Optional<PublishedTable> table(TableName name) {
        return published.apply(name);
    }

    Exchange exchange() {
        return exchange;
    }

    WorkerTasks tasks() {
        return tasks;
    }

    @Override
    public void close() {
        tasks.close();
        if (catalog != null) {
            catalog.close();
        }
    }
}
