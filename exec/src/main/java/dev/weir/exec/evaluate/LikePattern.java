package dev.weir.exec.evaluate;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.kernel.ByteSearch;
import dev.weir.formats.memory.Memory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A LIKE pattern cut at its `%`s into segments of bytes and `_`s, matched greedily on UTF-8 bytes: the first segment at
/// the start, the last at the end, those between at the first place that fits.
final class LikePattern {
    /// A `_` among the elements of a segment; other elements are bytes.
    private static final int ANY = -1;

    private final List<Segment> segments;
    private final boolean anchoredStart;
    private final boolean anchoredEnd;
    private final boolean ignoreCase;

    /// @param bytes    the whole segment when it has no `_`, else null
    /// @param elements bytes 0 to 255, or {@link #ANY}
    private record Segment(byte[] bytes, int[] elements) {}

    private LikePattern(List<Segment> segments, boolean anchoredStart, boolean anchoredEnd, boolean ignoreCase) {
        this.segments = segments;
        this.anchoredStart = anchoredStart;
        this.anchoredEnd = anchoredEnd;
        this.ignoreCase = ignoreCase;
    }

    /// @param escape a single character, or null
    static LikePattern compile(String pattern, String escape, boolean ignoreCase) {
        if (escape != null && escape.codePointCount(0, escape.length()) != 1) {
            throw QueryException.ofValue(ErrorCode.INVALID_ARGUMENT, "the ESCAPE of LIKE must be one character", "'" + escape + "'");
        }
        int escapeCharacter = escape == null ? -1 : escape.codePointAt(0);
        String text = ignoreCase ? pattern.toLowerCase(Locale.ROOT) : pattern;
        List<Segment> segments = new ArrayList<>();
        List<Integer> current = new ArrayList<>();
        boolean start = true;
        boolean end = true;
        boolean first = true;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            end = c != '%' || c == escapeCharacter;
            if (c == escapeCharacter) {
                int next = i < text.length() ? text.codePointAt(i) : -1;
                if (next != '%' && next != '_' && next != escapeCharacter) {
                    throw QueryException.ofValue(ErrorCode.INVALID_ARGUMENT, "the ESCAPE character in a LIKE pattern must stand before %, _ or itself", "'" + pattern + "'");
                }
                addBytes(current, next);
                i += Character.charCount(next);
            } else if (c == '%') {
                start &= !first || !current.isEmpty();
                finish(current, segments);
            } else if (c == '_') {
                current.add(ANY);
            } else {
                addBytes(current, c);
            }
            first = false;
        }
        finish(current, segments);
        return new LikePattern(List.copyOf(segments), start, end, ignoreCase);
    }

    private static void addBytes(List<Integer> segment, int codePoint) {
        for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            segment.add(b & 0xff);
        }
    }

    private static void finish(List<Integer> current, List<Segment> segments) {
        if (current.isEmpty()) {
            return;
        }
        int[] elements = new int[current.size()];
        byte[] bytes = new byte[elements.length];
        boolean plain = true;
        for (int i = 0; i < elements.length; i++) {
            elements[i] = current.get(i);
            bytes[i] = (byte) elements[i];
            plain &= elements[i] != ANY;
        }
        segments.add(new Segment(plain ? bytes : null, elements));
        current.clear();
    }

    /// Whether the `length` bytes at `address` match.
    boolean matches(long address, int length) {
        if (ignoreCase) {
            throw new IllegalStateException("lower the text and use matchesLowered");
        }
        return match(address, length);
    }

    boolean ignoresCase() {
        return ignoreCase;
    }

    /// As {@link #matches}, for text that is in lower case already.
    boolean matchesLowered(long address, int length) {
        return match(address, length);
    }

    private boolean match(long address, int length) {
        int from = 0;
        int to = length;
        int firstFree = 0;
        int lastFree = segments.size();
        if (segments.isEmpty()) {
            return !anchoredEnd || length == 0;
        }
        if (anchoredStart) {
            from = matchAt(segments.getFirst(), address, 0, length);
            if (from < 0) {
                return false;
            }
            firstFree = 1;
            if (segments.size() == 1 && anchoredEnd) {
                return from == length;
            }
        }
        if (anchoredEnd) {
            to = matchBackward(segments.getLast(), address, from, length);
            if (to < 0) {
                return false;
            }
            lastFree--;
        }
        for (int s = firstFree; s < lastFree; s++) {
            from = find(segments.get(s), address, from, to);
            if (from < 0) {
                return false;
            }
        }
        return true;
    }

    /// Answers the place after the segment when it lies at `at`, else -1.
    private static int matchAt(Segment segment, long address, int at, int length) {
        if (segment.bytes() != null) {
            return segment.bytes().length <= length - at && ByteSearch.matches(address + at, segment.bytes()) ? at + segment.bytes().length : -1;
        }
        int place = at;
        for (int element : segment.elements()) {
            if (place >= length) {
                return -1;
            }
            if (element == ANY) {
                place++;
                while (place < length && isContinuation(address + place)) {
                    place++;
                }
            } else if ((Memory.getByte(address + place++) & 0xff) != element) {
                return -1;
            }
        }
        return place;
    }

    /// Answers where the segment begins that ends at `length` and does not begin before `from`, else -1.
    private static int matchBackward(Segment segment, long address, int from, int length) {
        int place = length;
        for (int i = segment.elements().length - 1; i >= 0; i--) {
            if (place <= from) {
                return -1;
            }
            place--;
            int element = segment.elements()[i];
            if (element == ANY) {
                while (place > from && isContinuation(address + place)) {
                    place--;
                }
            } else if ((Memory.getByte(address + place) & 0xff) != element) {
                return -1;
            }
        }
        return place;
    }

    /// Answers the place after the first occurrence of the segment in bytes `from` to `to`, else -1.
    private static int find(Segment segment, long address, int from, int to) {
        if (segment.bytes() != null) {
            int at = ByteSearch.indexOf(address, from, to, segment.bytes());
            return at < 0 ? -1 : at + segment.bytes().length;
        }
        for (int at = from; at < to; at++) {
            if (at == from || !isContinuation(address + at)) {
                int after = matchAt(segment, address, at, to);
                if (after >= 0) {
                    return after;
                }
            }
        }
        return -1;
    }

    private static boolean isContinuation(long address) {
        return (Memory.getByte(address) & 0xc0) == 0x80;
    }
}
