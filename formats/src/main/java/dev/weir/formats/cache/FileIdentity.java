package dev.weir.formats.cache;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/// A file as it was when it was opened. Two are equal only if nothing speaks against their having the same content.
///
/// @param key the file system's own, such as device and inode; null where there is none
public record FileIdentity(Path path, Object key, long length, FileTime modified) {}
