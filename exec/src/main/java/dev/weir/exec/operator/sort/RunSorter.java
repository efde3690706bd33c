package dev.weir.exec.operator.sort;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import java.util.Arrays;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Sorts the rows of a store: pairs of a key word and a row reference, by radix word after word.
///
/// The rows that tie in a word are sorted by the next one, strings that tie with their whole prefix by their next eight
/// bytes. Digits in which all words agree are skipped, so that small numbers cost few passes.
final class RunSorter {
    private static final int PAIR = 16;
    private static final int INSERTION = 40;
    /// Strings that are equal up to here are compared rather than sorted by pieces, which recurses.
    private static final int DEEPEST = 256;

    private final KeyLayout layout;
    private final KeyComparator comparator;
    private final RowStore store;
    private final int[] counts = new int[256];
    private long pairs;
    private long scratch;

    private RunSorter(KeyLayout layout, RowStore store) {
        this.layout = layout;
        this.comparator = new KeyComparator(layout);
        this.store = store;
    }

    /// Sorts a sealed store; the answer holds a pair a row: the first word of its entry and its reference. The caller
    /// frees it.
    static ArrowBuf sort(KeyLayout layout, RowStore store, BufferAllocator allocator) {
        long rows = store.rows();
        if (rows > Integer.MAX_VALUE) {
            throw new QueryException(ErrorCode.MEMORY_EXCEEDED, "Too many rows to sort in one run: " + rows);
        }
        ArrowBuf pairs = allocator.buffer(rows * PAIR);
        try (ArrowBuf scratch = allocator.buffer(rows * PAIR)) {
            RunSorter sorter = new RunSorter(layout, store);
            sorter.pairs = pairs.memoryAddress();
            sorter.scratch = scratch.memoryAddress();
            sorter.fill();
            sorter.sort(0, rows, 0);
            sorter.restoreFirstWords(rows);
            return pairs;
        } catch (RuntimeException | Error failure) {
            pairs.close();
            throw failure;
        }
    }

    private void fill() {
        long to = pairs;
        long size = layout.entryBytes();
        for (int b = 0; b < store.batches().size(); b++) {
            long entry = store.entries(b);
            int rows = store.batches().get(b).rows();
            for (int row = 0; row < rows; row++) {
                Memory.putLong(to, Memory.getLong(entry));
                Memory.putLong(to + 8, (long) b << 32 | row);
                entry += size;
                to += PAIR;
            }
        }
    }

    private void restoreFirstWords(long rows) {
        if (layout.words() > 1) {
            for (long i = 0; i < rows; i++) {
                Memory.putLong(pairs + i * PAIR, Memory.getLong(store.entry(reference(i))));
            }
        }
    }

    /// Sorts pairs whose first half is word `word` of the entry; the words before are equal.
    private void sort(long from, long to, int word) {
        if (to - from <= INSERTION) {
            insertionSort(from, to, word);
            return;
        }
        radixSort(from, to);
        boolean last = word + 1 == layout.words();
        if (last && layout.textEndingAt(word) == null) {
            return;
        }
        long begin = from;
        while (begin < to) {
            long value = word(begin);
            long end = begin + 1;
            while (end < to && word(end) == value) {
                end++;
            }
            if (end - begin > 1) {
                sortTies(begin, end, word, value);
            }
            begin = end;
        }
    }

    private void sortTies(long from, long to, int word, long value) {
        if (comparator.tied(word, value)) {
            sortText(from, to, word, value, KeyLayout.PREFIX);
        } else {
            sortByNextWord(from, to, word);
        }
    }

    private void sortByNextWord(long from, long to, int word) {
        if (word + 1 < layout.words()) {
            long differing = 0;
            long first = 0;
            for (long i = from; i < to; i++) {
                long next = Memory.getLong(store.entry(reference(i)) + (word + 1) * 8L);
                Memory.putLong(pairs + i * PAIR, next);
                first = i == from ? next : first;
                differing |= next ^ first;
            }
            if (differing == 0) {
                sortTies(from, to, word + 1, first);
            } else {
                sort(from, to, word + 1);
            }
        }
    }

    /// Sorts rows whose strings at `word` agree in their first `depth` bytes and are longer than that.
    private void sortText(long from, long to, int word, long value, int depth) {
        if (to - from <= INSERTION || depth > DEEPEST) {
            compareSort(from, to, word, value);
            return;
        }
        for (long i = from; i < to; i++) {
            long reference = reference(i);
            Memory.putLong(pairs + i * PAIR, comparator.piece(word, store.batch(reference), (int) reference, depth));
        }
        radixSort(from, to);
        long begin = from;
        while (begin < to) {
            long piece = word(begin);
            int shortest = Integer.MAX_VALUE;
            int longest = 0;
            long end = begin;
            while (end < to && word(end) == piece) {
                int length = comparator.textLength(word, store.batch(reference(end)), (int) reference(end));
                shortest = Math.min(shortest, length);
                longest = Math.max(longest, length);
                end++;
            }
            if (end - begin > 1) {
                if (shortest > depth + 8) {
                    sortText(begin, end, word, value, depth + 8);
                } else if (shortest == longest) {
                    sortByNextWord(begin, end, word);
                } else {
                    compareSort(begin, end, word, value);
                }
            }
            begin = end;
        }
    }

    private void compareSort(long from, long to, int word, long value) {
        for (long i = from; i < to; i++) {
            Memory.putLong(pairs + i * PAIR, value);
        }
        mergeSort(from, to, word);
    }

    private void insertionSort(long from, long to, int word) {
        for (long i = from + 1; i < to; i++) {
            long value = word(i);
            long reference = reference(i);
            long at = i;
            while (at > from && compare(word(at - 1), reference(at - 1), value, reference, word) > 0) {
                StringView.copy(pairs + (at - 1) * PAIR, pairs + at * PAIR);
                at--;
            }
            Memory.putLong(pairs + at * PAIR, value);
            Memory.putLong(pairs + at * PAIR + 8, reference);
        }
    }

    private int compare(long leftWord, long left, long rightWord, long right, int word) {
        return leftWord != rightWord ? Long.compareUnsigned(leftWord, rightWord) : compareTies(left, right, word, leftWord);
    }

    /// Compares rows that have equal words up to `word`.
    private int compareTies(long left, long right, int word, long value) {
        if (comparator.tied(word, value)) {
            int order = comparator.compareText(word, store.batch(left), (int) left, store.batch(right), (int) right);
            if (order != 0) {
                return order;
            }
        }
        return comparator.compareFrom(word + 1, store.entry(left), store.batch(left), (int) left, store.entry(right), store.batch(right), (int) right);
    }

    /// Sorts rows that tie up to `word`, bottom-up; leaves the result in the pairs.
    private void mergeSort(long from, long to, int word) {
        for (long at = from; at < to; at += INSERTION) {
            insertionSort(at, Math.min(to, at + INSERTION), word);
        }
        long source = pairs;
        long target = scratch;
        for (long width = INSERTION; width < to - from; width *= 2) {
            for (long at = from; at < to; at += 2 * width) {
                merge(source, target, at, Math.min(to, at + width), Math.min(to, at + 2 * width), word);
            }
            long swap = source;
            source = target;
            target = swap;
        }
        if (source != pairs) {
            Memory.copy(source + from * PAIR, pairs + from * PAIR, (to - from) * PAIR);
        }
    }

    private void merge(long source, long target, long from, long middle, long to, int word) {
        long left = from;
        long right = middle;
        for (long out = from; out < to; out++) {
            boolean takeLeft = right >= to || left < middle && compareTies(Memory.getLong(source + left * PAIR + 8),
                    Memory.getLong(source + right * PAIR + 8), word, Memory.getLong(source + left * PAIR)) <= 0;
            StringView.copy(source + (takeLeft ? left++ : right++) * PAIR, target + out * PAIR);
        }
    }

    /// Sorts by the first half, lowest byte first, leaving out bytes that are the same everywhere.
    private void radixSort(long from, long to) {
        long first = word(from);
        long differing = 0;
        for (long i = from + 1; i < to; i++) {
            differing |= word(i) ^ first;
        }
        long source = pairs;
        long target = scratch;
        for (int shift = 0; shift < 64; shift += 8) {
            if ((differing >>> shift & 0xff) == 0) {
                continue;
            }
            Arrays.fill(counts, 0);
            for (long i = from; i < to; i++) {
                counts[(int) (Memory.getLong(source + i * PAIR) >>> shift) & 0xff]++;
            }
            for (int digit = 0, sum = 0; digit < 256; digit++) {
                int count = counts[digit];
                counts[digit] = sum;
                sum += count;
            }
            for (long i = from; i < to; i++) {
                long pair = source + i * PAIR;
                int digit = (int) (Memory.getLong(pair) >>> shift) & 0xff;
                StringView.copy(pair, target + (from + counts[digit]++) * PAIR);
            }
            long swap = source;
            source = target;
            target = swap;
        }
        if (source != pairs) {
            Memory.copy(source + from * PAIR, pairs + from * PAIR, (to - from) * PAIR);
        }
    }

    private long word(long index) {
        return Memory.getLong(pairs + index * PAIR);
    }

    private long reference(long index) {
        return Memory.getLong(pairs + index * PAIR + 8);
    }
}
