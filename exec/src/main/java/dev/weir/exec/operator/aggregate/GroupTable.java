package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.operator.spill.HashPartitions;
import java.util.List;

/// Numbers the groups: equal keys get equal numbers, from 0 on in the order of appearance. One thread's.
public sealed interface GroupTable extends AutoCloseable permits NoKeys, IntegerGroups, RowGroups {
    int groups();

    /// Writes the group of each row (int32), adding groups as needed.
    void assign(List<Column> keys, int rows, long out);

    /// Whether these keys lie so far from the groups' that an array of some size would have to become a hash table. Such a
    /// table is better handed on first, where it can be. Changes nothing.
    default boolean isFar(List<Column> keys, int rows) {
        return false;
    }

    /// Whether groups are found in an array, which no number of groups makes slow.
    default boolean isArray() {
        return false;
    }

    /// Makes room for about this many groups as soon as there is a hash table.
    default void expect(int groups) {}

    /// Adds `count` groups of another table of the same keys and writes their numbers here.
    ///
    /// @param groups int32 numbers in `other`
    void insertFrom(GroupTable other, long groups, int count, long out);

    /// The hash of a group's keys, by which merging is split into partitions.
    long hash(int group);

    /// The range of the keys when they are integers that lie densely, else null: then partitions are ranges of keys, each
    /// merged in an array.
    default KeySpan span() {
        return null;
    }

    /// Least and greatest key; the least is above the greatest when there is none but NULL.
    record KeySpan(long min, long max) {}

    /// How keys are split into partitions.
    ///
    /// @param base  when ranges split: the first key, and `shift` bits of a key's distance from it are not looked at
    /// @param shift when hashes split: how far the hash is shifted right, or {@link #SPILLED}
    record Split(boolean byRange, long base, int shift) {
        /// The partitions into which rows are spilled.
        static final int SPILLED = -1;
    }

    /// The partition of a group.
    default int partition(int group, Split split) {
        return split.shift() == Split.SPILLED ? HashPartitions.of(hash(group), 0) : (int) (hash(group) >>> split.shift());
    }

    /// Fixes the groups: nothing is added any more, {@link #key} may be called by several threads.
    void freeze();

    /// One key of the groups `from` to `from + count - 1`.
    Column key(int key, int from, int count);

    /// Bytes of the groups' keys and of what finds them.
    long bytes();

    /// Forgets all groups.
    void reset();

    @Override
    void close();
}
