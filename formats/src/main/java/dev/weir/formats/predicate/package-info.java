/// What a scan knows about the rows it wants, already resolved to physical values and file columns.
///
/// Used to skip row groups and pages, never to filter. Imports the API package only.
package dev.weir.formats.predicate;
