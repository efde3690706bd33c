package dev.weir.formats;

/// A column of a file. Its ordinal in {@link FileMetadata#columns} is how requests and predicates name it.
public record FileColumn(String name, FileType type, boolean nullable) {}
