package dev.weir.coordinator.launch;

import dev.weir.exec.operator.scan.TableSource;
import dev.weir.exec.pipeline.WorkerPool;
import dev.weir.worker.catalog.DomainCatalog;
import dev.weir.worker.exchange.Exchange;
import dev.weir.worker.exchange.OutputRegistry;
import dev.weir.worker.policy.PolicySource;
import dev.weir.worker.task.TableDirectory;
import dev.weir.worker.task.WorkerSettings;
import dev.weir.worker.task.WorkerTasks;
import org.apache.arrow.memory.BufferAllocator;

/// The worker of one domain inside of this process, without a port.
final class EmbeddedWorker implements AutoCloseable {
    private final WorkerSettings settings;
    private final DomainCatalog catalog;
    private final Exchange exchange;
    private final WorkerTasks tasks;

    /// @param catalog null for the domain `system`; closed with the worker
    EmbeddedWorker(
            WorkerSettings settings, DomainCatalog catalog, TableSource tables, TableDirectory directory, PolicySource policies, WorkerPool pool,
            BufferAllocator process, OutputRegistry outputs) {
        this.settings = settings;
        this.catalog = catalog;
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
