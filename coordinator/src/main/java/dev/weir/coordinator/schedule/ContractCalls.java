package dev.weir.coordinator.schedule;

import dev.weir.coordinator.cluster.WorkerChannels;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.coordinator.cluster.WorkerRegistry;
import dev.weir.coordinator.query.ScanContract;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.plan.wire.ErrorCodec;
import dev.weir.proto.v1.PlanScansRequest;
import dev.weir.proto.v1.PlanScansResponse;
import dev.weir.proto.v1.SessionMessage;
import dev.weir.proto.v1.TableNameMessage;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Asks domains what governs tables for a user: one worker a domain, all domains at once, and not for long.
public final class ContractCalls {
    private static final long PATIENCE_MILLIS = 2_000;

    private final WorkerRegistry registry;
    private final WorkerChannels channels;

    public ContractCalls(WorkerRegistry registry, WorkerChannels channels) {
        this.registry = registry;
        this.channels = channels;
    }

    /// Answers for each table, {@link ScanContract.Unknown} where the domain does not.
    ///
    /// @param tables            with the columns whose masks are wanted
    /// @param announcedGoverned those that their domain last announced as governed
    public Map<TableName, ScanContract> ask(String user, Map<TableName, Set<String>> tables, Set<TableName> announcedGoverned) {
        Map<String, List<TableName>> domains = new LinkedHashMap<>();
        tables.keySet().forEach(table -> domains.computeIfAbsent(table.domain(), _ -> new ArrayList<>()).add(table));
        Map<String, CompletableFuture<PlanScansResponse>> asked = new LinkedHashMap<>();
        domains.forEach((domain, names) -> asked.put(domain, ask(domain, user, names, tables)));
        Map<TableName, ScanContract> contracts = new HashMap<>();
        domains.forEach((domain, names) -> {
            try {
                PlanScansResponse response = asked.get(domain).get(2 * PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                for (int i = 0; i < names.size(); i++) {
                    contracts.put(names.get(i), decode(response.getContracts(i)));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new QueryException(ErrorCode.QUERY_CANCELLED, "The query was interrupted", e);
            } catch (ExecutionException | java.util.concurrent.TimeoutException | IndexOutOfBoundsException e) {
                QueryException reason = e instanceof ExecutionException && e.getCause() instanceof QueryException coded ? coded : silent(domain);
                for (TableName table : names) {
                    contracts.put(table, new ScanContract.Unknown(reason, announcedGoverned.contains(table)));
                }
            }
        });
        return contracts;
    }

    private CompletableFuture<PlanScansResponse> ask(String domain, String user, List<TableName> names, Map<TableName, Set<String>> tables) {
        CompletableFuture<PlanScansResponse> answer = new CompletableFuture<>();
        Iterator<WorkerNode> workers = registry.announcements(domain).keySet().iterator();
        if (!workers.hasNext()) {
            answer.completeExceptionally(silent(domain));
            return answer;
        }
        WorkerNode worker = workers.next();
        PlanScansRequest.Builder request = PlanScansRequest.newBuilder().setSession(SessionMessage.newBuilder().setUser(user));
        for (TableName table : names) {
            request.addScans(PlanScansRequest.Scan.newBuilder()
                    .setTable(TableNameMessage.newBuilder().setDomain(table.domain()).setProduct(table.product()).setTable(table.table()))
                    .addAllColumns(tables.get(table)));
        }
        channels.to(worker).control().withDeadlineAfter(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).planScans(request.build(), new StreamObserver<>() {
            @Override
            public void onNext(PlanScansResponse response) {
                answer.complete(response);
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(silent(domain));
            }

            @Override
            public void onCompleted() {
                answer.completeExceptionally(silent(domain));
            }
        });
        return answer;
    }

    private static QueryException silent(String domain) {
        return new QueryException(ErrorCode.DOMAIN_UNAVAILABLE, "Domain cannot be asked: " + domain);
    }

    private static ScanContract decode(dev.weir.proto.v1.ScanContract message) {
        if (message.hasRefused()) {
            return new ScanContract.Refused(ErrorCodec.decode(message.getRefused()));
        }
        if (!message.getGoverned()) {
            return new ScanContract.Open();
        }
        Map<String, String> masks = new HashMap<>();
        message.getMasksList().forEach(mask -> masks.put(mask.getColumn(), mask.getKind()));
        return new ScanContract.Governed(message.getPoliciesList(), masks);
    }
}
