/// What is proven, not estimated, of a plan's rows: uniqueness, absence of NULLs, conditions that hold.
///
/// Each file answers one question. Imports the logical plan and optimize.expression.
package dev.weir.planner.optimize.property;
