package dev.weir.exec.plan;

/// A part of a table that one thread may scan: row groups of a file, with the file's identity.
///
/// @param path          relative to the domain's folder
/// @param footerHash    of the file's footer; with length and modification time the file's identity
/// @param firstRowGroup first of the row groups
/// @param rowGroups     how many of them
/// @param rows          in them, for progress
public record Split(String path, long length, long modifiedMillis, String footerHash, int firstRowGroup, int rowGroups, long rows) {}
