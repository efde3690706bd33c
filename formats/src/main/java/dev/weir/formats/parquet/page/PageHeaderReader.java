package dev.weir.formats.parquet.page;

import dev.weir.formats.FormatException;
import dev.weir.formats.memory.Memory;

/// Reads page headers (thrift's compact protocol) straight from memory.
///
/// Page headers are the one thrift structure on the hot path, and the one whose corrupt lengths must not make anything
/// allocate: nothing here does. Statistics and unknown fields are skipped.
final class PageHeaderReader {
    private static final int STOP = 0;
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int I16 = 4;
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int DOUBLE = 7;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int SET = 10;
    private static final int MAP = 11;
    private static final int STRUCT = 12;
    private static final int DEEPEST = 16;

    private int type;
    private int uncompressedSize;
    private int compressedSize;
    private boolean hasCrc;
    private int crc;
    private int values;
    private int encoding;
    private int definitionEncoding;
    private int nulls;
    private int rows;
    private int definitionBytes;
    private int repetitionBytes;
    private boolean compressed;

    private long at;
    private long limit;
    private boolean cut;

    /// Reads the header at `address`; null if it does not end before `limit`.
    PageHeader read(long address, long limit) {
        this.at = address;
        this.limit = limit;
        cut = false;
        type = -1;
        uncompressedSize = -1;
        compressedSize = -1;
        hasCrc = false;
        crc = 0;
        values = -1;
        encoding = -1;
        definitionEncoding = -1;
        nulls = -1;
        rows = -1;
        definitionBytes = 0;
        repetitionBytes = 0;
        compressed = true;
        boolean body = false;
        int field = 0;
        while (true) {
            int head = octet();
            int kind = head & 0x0f;
            if (cut || kind == STOP) {
                break;
            }
            field = fieldId(head, field);
            switch (field) {
                case 1 -> type = i32(kind);
                case 2 -> uncompressedSize = i32(kind);
                case 3 -> compressedSize = i32(kind);
                case 4 -> {
                    crc = i32(kind);
                    hasCrc = true;
                }
                case 5 -> {
                    dataPage(kind);
                    body |= type == PageHeader.DATA_PAGE;
                }
                case 7 -> {
                    dictionaryPage(kind);
                    body |= type == PageHeader.DICTIONARY_PAGE;
                }
                case 8 -> {
                    dataPageV2(kind);
                    body |= type == PageHeader.DATA_PAGE_V2;
                }
                default -> skip(kind, 0);
            }
        }
        if (cut) {
            return null;
        }
        if (uncompressedSize < 0 || compressedSize < 0 || type < 0) {
            throw FormatException.corrupt("a page header without type or sizes");
        }
        if (type <= PageHeader.DATA_PAGE_V2 && type != PageHeader.INDEX_PAGE && (!body || values < 0 || encoding < 0)) {
            throw FormatException.corrupt("a page header of type " + type + " without its part");
        }
        return new PageHeader(
                (int) (at - address), type, uncompressedSize, compressedSize, hasCrc, crc, values, encoding, definitionEncoding, nulls, rows,
                definitionBytes, repetitionBytes, compressed);
    }

    private void dataPage(int kind) {
        require(kind, STRUCT);
        int field = 0;
        while (true) {
            int head = octet();
            int part = head & 0x0f;
            if (cut || part == STOP) {
                return;
            }
            field = fieldId(head, field);
            switch (field) {
                case 1 -> values = i32(part);
                case 2 -> encoding = i32(part);
                case 3 -> definitionEncoding = i32(part);
                default -> skip(part, 1);
            }
        }
    }

    private void dictionaryPage(int kind) {
        require(kind, STRUCT);
        int field = 0;
        while (true) {
            int head = octet();
            int part = head & 0x0f;
            if (cut || part == STOP) {
                return;
            }
            field = fieldId(head, field);
            switch (field) {
                case 1 -> values = i32(part);
                case 2 -> encoding = i32(part);
                default -> skip(part, 1);
            }
        }
    }

    private void dataPageV2(int kind) {
        require(kind, STRUCT);
        int field = 0;
        while (true) {
            int head = octet();
            int part = head & 0x0f;
            if (cut || part == STOP) {
                return;
            }
            field = fieldId(head, field);
            switch (field) {
                case 1 -> values = i32(part);
                case 2 -> nulls = i32(part);
                case 3 -> rows = i32(part);
                case 4 -> encoding = i32(part);
                case 5 -> definitionBytes = i32(part);
                case 6 -> repetitionBytes = i32(part);
                case 7 -> compressed = part == TRUE;
                default -> skip(part, 1);
            }
        }
    }

    private int fieldId(int head, int previous) {
        int delta = head >>> 4;
        return delta == 0 ? (int) unzigzag(varint()) : previous + delta;
    }

    private int i32(int kind) {
        require(kind, I32);
        return (int) unzigzag(varint());
    }

    private void require(int kind, int expected) {
        if (kind != expected && !cut) {
            throw FormatException.corrupt("a page header with a field of type " + kind + " instead of " + expected);
        }
    }

    private int octet() {
        if (at >= limit) {
            cut = true;
            return STOP;
        }
        return Memory.getByte(at++) & 0xff;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int part = octet();
            value |= (part & 0x7fL) << shift;
            if (part < 0x80) {
                return value;
            }
        }
        throw FormatException.corrupt("a page header with a number longer than 10 bytes");
    }

    private static long unzigzag(long value) {
        return value >>> 1 ^ -(value & 1);
    }

    private void advance(long bytes) {
        if (bytes < 0 || bytes > limit - at) {
            cut = true;
            at = limit;
        } else {
            at += bytes;
        }
    }

    private void skip(int kind, int depth) {
        if (depth > DEEPEST) {
            throw FormatException.corrupt("a page header nested deeper than " + DEEPEST);
        }
        switch (kind) {
            case TRUE, FALSE -> { }
            case BYTE -> advance(1);
            case I16, I32, I64 -> varint();
            case DOUBLE -> advance(8);
            case BINARY -> advance(varint());
            case LIST, SET -> {
                int head = octet();
                long size = head >>> 4 == 15 ? varint() : head >>> 4;
                for (long i = 0; i < size && !cut; i++) {
                    skipElement(head & 0x0f, depth + 1);
                }
            }
            case MAP -> {
                long size = varint();
                int kinds = size == 0 ? 0 : octet();
                for (long i = 0; i < size && !cut; i++) {
                    skipElement(kinds >>> 4, depth + 1);
                    skipElement(kinds & 0x0f, depth + 1);
                }
            }
            case STRUCT -> {
                int field = 0;
                while (!cut) {
                    int head = octet();
                    if (cut || (head & 0x0f) == STOP) {
                        return;
                    }
                    field = fieldId(head, field);
                    skip(head & 0x0f, depth + 1);
                }
            }
            default -> throw FormatException.corrupt("a page header with a field of unknown type " + kind);
        }
    }

    /// Skips a value in a collection, where a boolean takes a byte.
    private void skipElement(int kind, int depth) {
        if (kind == TRUE || kind == FALSE) {
            advance(1);
        } else {
            skip(kind, depth);
        }
    }
}
