package dev.weir.exec.kernel;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// Adds up the bytes that kept columns keep from being freed; heaps and dictionaries that several share count once. One
/// thread's.
public final class Footprint {
    private final Set<Object> counted = Collections.newSetFromMap(new IdentityHashMap<>());

    /// Bytes that come with this column.
    public long add(Column column) {
        return switch (column) {
            case FlatColumn flat when flat.heap() == null || counted.add(flat.heap()) -> flat.size();
            case FlatColumn flat -> flat.size() - flat.heap().size();
            case DictionaryColumn coded when counted.add(coded.dictionary()) -> coded.size();
            case DictionaryColumn coded -> coded.size() - coded.dictionary().size();
            case ConstantColumn constant -> constant.size();
        };
    }

    /// Forgets what was counted.
    public void clear() {
        counted.clear();
    }
}
