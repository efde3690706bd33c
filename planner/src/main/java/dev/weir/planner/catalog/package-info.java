/// What planning needs to know of domains: tables, columns, estimates. Records only; the coordinator fills them from what
/// domains announce.
package dev.weir.planner.catalog;
