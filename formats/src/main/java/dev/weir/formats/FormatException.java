package dev.weir.formats;

/// Says that a file could not be read, and where. Context is added on the way up, from the page to the file.
public final class FormatException extends RuntimeException {
    public enum Kind {
        /// The bytes contradict the format.
        CORRUPT,
        /// The bytes are right but we do not read this part of the format.
        NOT_SUPPORTED,
        /// The operating system does not give us the bytes.
        UNREADABLE,
        /// The file is not the one whose footer was read.
        CHANGED
    }

    private final Kind kind;
    private final String detail;
    private final String file;
    private final int rowGroup;
    private final String column;

    private FormatException(Kind kind, String detail, String file, int rowGroup, String column, Throwable cause) {
        super(detail, cause);
        this.kind = kind;
        this.detail = detail;
        this.file = file;
        this.rowGroup = rowGroup;
        this.column = column;
    }

    public static FormatException corrupt(String detail) {
        return new FormatException(Kind.CORRUPT, detail, null, -1, null, null);
    }

    public static FormatException corrupt(String detail, Throwable cause) {
        return new FormatException(Kind.CORRUPT, detail, null, -1, null, cause);
    }

    public static FormatException notSupported(String detail) {
        return new FormatException(Kind.NOT_SUPPORTED, detail, null, -1, null, null);
    }

    public static FormatException unreadable(String detail, Throwable cause) {
        return new FormatException(Kind.UNREADABLE, detail, null, -1, null, cause);
    }

    public static FormatException changed(String detail) {
        return new FormatException(Kind.CHANGED, detail, null, -1, null, null);
    }

    /// Adds the file, unless a lower layer has already said it.
    public FormatException inFile(String name) {
        return file != null ? this : copy(name, rowGroup, column);
    }

    /// Adds the row group, counted from 0, unless a lower layer has already said it.
    public FormatException inRowGroup(int index) {
        return rowGroup >= 0 ? this : copy(file, index, column);
    }

    /// Adds the column's name, unless a lower layer has already said it.
    public FormatException inColumn(String name) {
        return column != null ? this : copy(file, rowGroup, name);
    }

    private FormatException copy(String newFile, int newRowGroup, String newColumn) {
        FormatException copy = new FormatException(kind, detail, newFile, newRowGroup, newColumn, getCause());
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    public Kind kind() {
        return kind;
    }

    /// What is wrong, without the place.
    public String detail() {
        return detail;
    }

    /// The file's name, or null when not known.
    public String file() {
        return file;
    }

    /// The row group, counted from 0, or -1.
    public int rowGroup() {
        return rowGroup;
    }

    /// The column's name, or null.
    public String column() {
        return column;
    }

    @Override
    public String getMessage() {
        StringBuilder text = new StringBuilder(detail);
        String separator = " (";
        if (file != null) {
            text.append(separator).append("file ").append(file);
            separator = ", ";
        }
        if (rowGroup >= 0) {
            text.append(separator).append("row group ").append(rowGroup);
            separator = ", ";
        }
        if (column != null) {
            text.append(separator).append("column ").append(column);
            separator = ", ";
        }
        return separator.equals(", ") ? text.append(')').toString() : detail;
    }
}
