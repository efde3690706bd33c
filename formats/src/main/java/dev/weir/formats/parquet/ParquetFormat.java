package dev.weir.formats.parquet;

import dev.weir.formats.FileFormat;
import dev.weir.formats.OpenFile;
import dev.weir.formats.cache.PageCache;
import java.nio.file.Path;
import java.util.List;

/// Knows Parquet files by `.parquet` and by `PAR1`.
public final class ParquetFormat implements FileFormat {
    @Override
    public String name() {
        return "parquet";
    }

    @Override
    public List<String> extensions() {
        return List.of("parquet", "parq");
    }

    @Override
    public boolean matches(byte[] head) {
        return head.length >= 4 && head[0] == 'P' && head[1] == 'A' && head[2] == 'R' && head[3] == '1';
    }

    @Override
    public OpenFile open(Path path, PageCache cache) {
        return ParquetFile.open(path, cache);
    }
}
