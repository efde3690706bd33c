package dev.weir.coordinator.query;

import java.util.Locale;

/// Reads sizes: `512MiB`, `1GiB`, `2GB`, `1.5g`, or a bare number of bytes.
public final class ByteSize {
    private ByteSize() {}

    public static long parse(String text) {
        String folded = text.trim().toLowerCase(Locale.ROOT);
        int split = 0;
        while (split < folded.length() && (Character.isDigit(folded.charAt(split)) || folded.charAt(split) == '.')) {
            split++;
        }
        try {
            double number = Double.parseDouble(folded.substring(0, split));
            double unit = switch (folded.substring(split).trim()) {
                case "", "b" -> 1;
                case "k", "kib" -> 1L << 10;
                case "m", "mib" -> 1L << 20;
                case "g", "gib" -> 1L << 30;
                case "t", "tib" -> 1L << 40;
                case "kb" -> 1e3;
                case "mb" -> 1e6;
                case "gb" -> 1e9;
                case "tb" -> 1e12;
                default -> throw new IllegalArgumentException("unknown unit in size '" + text + "'; expected e.g. 512MiB or 1GiB");
            };
            return (long) (number * unit);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a size: '" + text + "'; expected e.g. 512MiB or 1GiB", e);
        }
    }
}
