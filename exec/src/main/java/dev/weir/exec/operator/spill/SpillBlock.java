package dev.weir.exec.operator.spill;

import dev.weir.formats.memory.Physical;

/// Rows in a spill file: column after column, compressed as one.
///
/// | section of a column, each padded to 8 bytes | |
/// |---|---|
/// | values | `rows` of the physical's width; of strings their int32 lengths |
/// | text | of strings: their bytes, one after the other; those of NULLs have none |
/// | validity | Arrow bitmap, if {@link Part#nullable} |
///
/// All of this stays in memory, so that nothing that was read from disk says where something lies.
///
/// @param stored bytes in the file; equal to `raw` when compressing gained nothing
/// @param raw    bytes of all sections
record SpillBlock(SpillFile file, long offset, int stored, int raw, int rows, Part[] parts) {
    /// @param text bytes of all strings
    record Part(Physical physical, boolean nullable, long text) {
        long values(int rows) {
            return padded((long) rows * (physical == Physical.VIEW ? Integer.BYTES : physical.width()));
        }

        long validity(int rows) {
            return nullable ? padded((rows + 7) >>> 3) : 0;
        }

        long bytes(int rows) {
            return values(rows) + padded(text) + validity(rows);
        }
    }

    static long padded(long bytes) {
        return bytes + 7 & -8;
    }
}
