/// Compiles a domain's policy text to bound expressions; runs in the domain's own process, never in the coordinator's.
///
/// Read {@link dev.weir.planner.policy.PolicyDocument} (the YAML form), {@link dev.weir.planner.policy.PolicyCompiler},
/// {@link dev.weir.planner.policy.DomainPolicy} (who may see what), {@link dev.weir.planner.policy.MaskKind}. Imports
/// planner.{sql,bind,logical} and exec.{expression,type,policy,plan,error}.
package dev.weir.planner.policy;
