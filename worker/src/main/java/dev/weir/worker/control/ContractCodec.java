package dev.weir.worker.control;

import dev.weir.exec.plan.TableName;
import dev.weir.exec.plan.wire.ErrorCodec;
import dev.weir.proto.v1.PlanScansRequest;
import dev.weir.proto.v1.PlanScansResponse;
import dev.weir.proto.v1.TableNameMessage;
import dev.weir.worker.policy.PolicyVersion;
import dev.weir.worker.policy.ScanContract;
import dev.weir.worker.task.WorkerTasks;

/// Answers what governs tables for a user, all by one version of the policy.
final class ContractCodec {
    private ContractCodec() {}

    static PlanScansResponse answer(PlanScansRequest request, WorkerTasks tasks) {
        PolicyVersion policy = tasks.policy();
        PlanScansResponse.Builder response = PlanScansResponse.newBuilder().setPolicyDigest(policy.digest());
        for (PlanScansRequest.Scan scan : request.getScansList()) {
            TableNameMessage name = scan.getTable();
            TableName table = new TableName(name.getDomain(), name.getProduct(), name.getTable());
            response.addContracts(encode(tasks.contract(policy, request.getSession().getUser(), table, scan.getColumnsList())));
        }
        return response.build();
    }

    private static dev.weir.proto.v1.ScanContract encode(ScanContract contract) {
        dev.weir.proto.v1.ScanContract.Builder message = dev.weir.proto.v1.ScanContract.newBuilder();
        switch (contract) {
            case ScanContract.Open _ -> { }
            case ScanContract.Governed governed -> {
                message.setGoverned(true).addAllPolicies(governed.policies());
                for (ScanContract.Mask mask : governed.masks()) {
                    message.addMasks(dev.weir.proto.v1.ScanContract.Mask.newBuilder().setColumn(mask.column()).setKind(mask.kind()));
                }
            }
            case ScanContract.Refused refused -> message.setGoverned(true).setRefused(ErrorCodec.encode(refused.reason()));
        }
        return message.build();
    }
}
