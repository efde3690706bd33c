/// What planning needs to know of domains: tables, columns, estimates. Records only; the coordinator fills them from what
/// domains announce.
///
/// Read {@link dev.weir.planner.catalog.Catalog}, {@link dev.weir.planner.catalog.TableDescription},
/// {@link dev.weir.planner.catalog.ColumnStatistics}. Imports exec.{type,plan}; no other package of planner.
package dev.weir.planner.catalog;
