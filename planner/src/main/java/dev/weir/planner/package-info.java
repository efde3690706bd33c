/// SQL text to stages, in one call.
///
/// {@link dev.weir.planner.Planner} joins the steps: parse, bind, optimize, physical, distribute; {@link dev.weir.planner.PlanSettings}
/// is what a session may change about them. Nothing below imports Planner.
package dev.weir.planner;
