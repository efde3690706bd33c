package dev.weir.exec.batch;

import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;

/// An int32 code a row into a dictionary of distinct values. Codes are always in range, in slots of NULLs too.
///
/// The dictionary is the same instance for all batches of a row group, so that work per entry can be kept; it holds
/// entries that no row uses, so only work that cannot fail may run on it.
public final class DictionaryColumn implements Column {
    private final int length;
    private final ArrowBuf codes;
    private final ArrowBuf validity;
    private final FlatColumn dictionary;

    /// Takes over the caller's references. The dictionary has no NULLs.
    public DictionaryColumn(int length, ArrowBuf codes, ArrowBuf validity, FlatColumn dictionary) {
        if (dictionary.mayHaveNulls() || codes.capacity() < length * 4L) {
            throw new IllegalArgumentException("a dictionary has no NULLs and a code for each row");
        }
        this.length = length;
        this.codes = codes;
        this.validity = validity;
        this.dictionary = dictionary;
    }

    public ArrowBuf codes() {
        return codes;
    }

    /// The address of the first code.
    public long address() {
        return codes.memoryAddress();
    }

    public ArrowBuf validity() {
        return validity;
    }

    public long validityAddress() {
        return validity == null ? 0 : validity.memoryAddress();
    }

    /// Still owned by this column.
    public FlatColumn dictionary() {
        return dictionary;
    }

    @Override
    public SqlType type() {
        return dictionary.type();
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public DictionaryColumn retain() {
        codes.getReferenceManager().retain();
        if (validity != null) {
            validity.getReferenceManager().retain();
        }
        dictionary.retain();
        return this;
    }

    @Override
    public void close() {
        codes.getReferenceManager().release();
        if (validity != null) {
            validity.getReferenceManager().release();
        }
        dictionary.close();
    }

    @Override
    public boolean mayHaveNulls() {
        return validity != null;
    }

    @Override
    public boolean isNull(int row) {
        return validity != null && !Memory.bit(validity.memoryAddress(), row);
    }

    @Override
    public Object value(int row) {
        return isNull(row) ? null : dictionary.value(Memory.getInt(codes.memoryAddress() + row * 4L));
    }

    @Override
    public long size() {
        return codes.capacity() + (validity == null ? 0 : validity.capacity()) + dictionary.size();
    }
}
