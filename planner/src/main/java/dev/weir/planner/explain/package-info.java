/// Shows plans to people and tools: text, JSON, Graphviz; with metrics for EXPLAIN ANALYZE.
///
/// Read {@link dev.weir.planner.explain.PlanNode}, the neutral tree that all forms print, then
/// {@link dev.weir.planner.explain.LogicalDescription} and {@link dev.weir.planner.explain.StageDescription} that make it, then PlanText,
/// PlanJson and PlanDot that print it. Imports plans, estimates and Jackson; changes no plan.
package dev.weir.planner.explain;
