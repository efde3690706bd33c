/// The optimizer's rules, a file each, named after what they do. Each says when it fires and why that is sound.
///
/// Rules see logical plans only; they do not call one another. {@link dev.weir.planner.optimize.Optimizer} orders them.
package dev.weir.planner.optimize.rule;
