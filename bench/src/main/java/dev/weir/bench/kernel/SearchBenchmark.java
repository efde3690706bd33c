package dev.weir.bench.kernel;

import dev.weir.exec.kernel.ByteSearch;
import dev.weir.exec.kernel.simd.ByteSearchVectors;
import dev.weir.formats.memory.Memory;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// LIKE '%needle%' over comments of 20 to 78 bytes: nanoseconds a comment.
public class SearchBenchmark extends KernelFixture {
    private static final String WORDS = "carefully final deposits sleep furiously among the special packages requests nag ";

    @Param({"special", "x"})
    public String needle;

    private byte[] bytes;
    private long texts;
    private int[] from;
    private int[] length;

    @Setup
    public void fill() {
        bytes = needle.getBytes(StandardCharsets.UTF_8);
        byte[] words = WORDS.repeat(3).getBytes(StandardCharsets.UTF_8);
        texts = memory(ROWS * 80L);
        from = new int[ROWS];
        length = new int[ROWS];
        int at = 0;
        for (int i = 0; i < ROWS; i++) {
            from[i] = at;
            length[i] = random.nextInt(20, 79);
            Memory.copy(words, random.nextInt(WORDS.length()), texts + at, length[i]);
            at += length[i];
        }
        same("found", vector(), scalar());
    }

    @Benchmark
    public long vector() {
        long found = 0;
        for (int i = 0; i < ROWS; i++) {
            found += ByteSearchVectors.indexOf(texts + from[i], 0, length[i], bytes);
        }
        return found;
    }

    @Benchmark
    public long scalar() {
        long found = 0;
        for (int i = 0; i < ROWS; i++) {
            found += ByteSearch.scalarIndexOf(texts + from[i], 0, length[i], bytes);
        }
        return found;
    }
}
