/// What this domain publishes: the tables of its folder, from footers alone.
///
/// Read {@link dev.weir.worker.catalog.DomainCatalog}, then {@link dev.weir.worker.catalog.PublishedTable}; `FolderLayout`
/// says which file belongs to which table, `TableScan` makes one table of many files. The only package of worker that sees
/// formats. Must not import the other packages of worker.
package dev.weir.worker.catalog;
