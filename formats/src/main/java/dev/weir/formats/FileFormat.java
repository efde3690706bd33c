package dev.weir.formats;

import dev.weir.formats.cache.PageCache;
import java.nio.file.Path;
import java.util.List;

/// A kind of file that {@link FileFormats} knows by extension and by its first bytes.
public interface FileFormat {
    /// The name that users see: `parquet`.
    String name();

    /// File name extensions in lower case, without the dot.
    List<String> extensions();

    /// Tells whether the file's first bytes (up to 16; fewer if the file is shorter) are this format's.
    boolean matches(byte[] head);

    /// Reads the footer. The file stays open until {@link OpenFile#close}.
    OpenFile open(Path path, PageCache cache);
}
