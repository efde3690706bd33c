package dev.weir.formats.parquet.footer;

import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.FormatException;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.parquet.footer.ColumnLayout.Conversion;
import dev.weir.formats.parquet.footer.ColumnLayout.Stored;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;

/// Turns the schema, a tree written in depth-first order, into columns: a root's primitive child is one, a group is one
/// that we do not read.
final class SchemaReader {
    private static final int DEEPEST = 100;

    private final List<SchemaElement> elements;
    private final List<FileColumn> columns = new ArrayList<>();
    private final List<ColumnLayout> layouts = new ArrayList<>();
    private int next;
    private int leaves;

    private SchemaReader(List<SchemaElement> elements) {
        this.elements = elements;
    }

    record Schema(List<FileColumn> columns, ColumnLayout[] layouts, int leaves) {}

    static Schema read(List<SchemaElement> elements) {
        if (elements == null || elements.isEmpty()) {
            throw FormatException.corrupt("no schema");
        }
        return new SchemaReader(elements).root();
    }

    private Schema root() {
        int children = elements.get(next++).getNum_children();
        for (int i = 0; i < children; i++) {
            column();
        }
        if (next != elements.size()) {
            throw FormatException.corrupt("the schema has " + elements.size() + " elements, its root reaches " + next);
        }
        return new Schema(columns, layouts.toArray(new ColumnLayout[0]), leaves);
    }

    private SchemaElement element() {
        if (next >= elements.size()) {
            throw FormatException.corrupt("the schema ends early");
        }
        return elements.get(next++);
    }

    private void column() {
        SchemaElement element = element();
        String name = element.getName();
        if (name == null) {
            throw FormatException.corrupt("a column without a name");
        }
        FieldRepetitionType repetition = element.getRepetition_type();
        if (isGroup(element)) {
            skipChildren(element, 0);
            unsupported(name, nestedReason(element));
            return;
        }
        int leaf = leaves++;
        if (repetition == FieldRepetitionType.REPEATED) {
            unsupported(name, "repeated fields (lists) are not read yet");
            return;
        }
        boolean nullable = repetition != FieldRepetitionType.REQUIRED;
        if (element.getType() == null) {
            throw FormatException.corrupt("column " + name + " has no type");
        }
        if (element.getType() == org.apache.parquet.format.Type.FIXED_LEN_BYTE_ARRAY
                && (element.getType_length() <= 0 || element.getType_length() > 1 << 20)) {
            throw FormatException.corrupt("column " + name + " has fixed values of " + element.getType_length() + " bytes");
        }
        FileType type = type(element);
        if (type instanceof FileType.Unsupported(String reason)) {
            unsupported(name, reason);
            return;
        }
        columns.add(new FileColumn(name, type, nullable));
        Stored stored = stored(element);
        layouts.add(new ColumnLayout(leaf, name, type, nullable, stored, width(element), conversion(stored, type, element), type.physical()));
    }

    private void unsupported(String name, String reason) {
        columns.add(new FileColumn(name, new FileType.Unsupported(reason), true));
        layouts.add(null);
    }

    private void skipChildren(SchemaElement group, int depth) {
        if (depth > DEEPEST) {
            throw FormatException.notSupported("a schema nested deeper than " + DEEPEST);
        }
        for (int i = 0; i < group.getNum_children(); i++) {
            SchemaElement child = element();
            if (isGroup(child)) {
                skipChildren(child, depth + 1);
            } else {
                leaves++;
            }
        }
    }

    private static boolean isGroup(SchemaElement element) {
        return element.getType() == null && element.isSetNum_children();
    }

    private static String nestedReason(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        ConvertedType converted = element.getConverted_type();
        String kind = "groups (rows)";
        if (logical != null && logical.isSetLIST() || converted == ConvertedType.LIST) {
            kind = "lists";
        } else if (logical != null && logical.isSetMAP() || converted == ConvertedType.MAP || converted == ConvertedType.MAP_KEY_VALUE) {
            kind = "maps";
        } else if (logical != null && logical.isSetVARIANT()) {
            kind = "variants";
        }
        return kind + " are not read yet";
    }

    private static Stored stored(SchemaElement element) {
        return switch (element.getType()) {
            case BOOLEAN -> Stored.BOOLEAN;
            case INT32 -> Stored.INT32;
            case INT64 -> Stored.INT64;
            case INT96 -> Stored.INT96;
            case FLOAT -> Stored.FLOAT;
            case DOUBLE -> Stored.DOUBLE;
            case BYTE_ARRAY -> Stored.BYTES;
            case FIXED_LEN_BYTE_ARRAY -> Stored.FIXED;
        };
    }

    private static int width(SchemaElement element) {
        return switch (element.getType()) {
            case BOOLEAN -> 0;
            case INT32, FLOAT -> 4;
            case INT64, DOUBLE -> 8;
            case INT96 -> 12;
            case BYTE_ARRAY -> 16;
            case FIXED_LEN_BYTE_ARRAY -> element.getType_length();
        };
    }

    private static FileType type(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        ConvertedType converted = element.getConverted_type();
        return switch (element.getType()) {
            case BOOLEAN -> new FileType.Bool();
            case FLOAT -> new FileType.Float32();
            case DOUBLE -> new FileType.Float64();
            case INT96 -> new FileType.Timestamp(6, false);
            case INT32 -> int32(element, logical, converted);
            case INT64 -> int64(element, logical, converted);
            case BYTE_ARRAY -> bytes(element, logical, converted);
            case FIXED_LEN_BYTE_ARRAY -> fixed(element, logical, converted);
        };
    }

    private static FileType int32(SchemaElement element, LogicalType logical, ConvertedType converted) {
        if (logical != null && logical.isSetINTEGER()) {
            return integer(logical.getINTEGER().getBitWidth(), logical.getINTEGER().isIsSigned(), 32);
        }
        if (logical != null && logical.isSetDATE() || converted == ConvertedType.DATE) {
            return new FileType.Date();
        }
        if (logical != null && logical.isSetTIME()) {
            return logical.getTIME().getUnit().isSetMILLIS() ? new FileType.Time(3)
                    : new FileType.Unsupported("TIME in INT32 that is not in milliseconds");
        }
        if (isDecimal(logical, converted)) {
            return decimal(element, logical);
        }
        return switch (converted) {
            case INT_8 -> new FileType.Int(8);
            case INT_16 -> new FileType.Int(16);
            case UINT_8 -> new FileType.Int(16);
            case UINT_16 -> new FileType.Int(32);
            case UINT_32 -> new FileType.Int(64);
            case TIME_MILLIS -> new FileType.Time(3);
            case null, default -> new FileType.Int(32);
        };
    }

    private static FileType int64(SchemaElement element, LogicalType logical, ConvertedType converted) {
        if (logical != null && logical.isSetINTEGER()) {
            return integer(logical.getINTEGER().getBitWidth(), logical.getINTEGER().isIsSigned(), 64);
        }
        if (logical != null && logical.isSetTIMESTAMP()) {
            return new FileType.Timestamp(precision(logical.getTIMESTAMP().getUnit()), logical.getTIMESTAMP().isIsAdjustedToUTC());
        }
        if (logical != null && logical.isSetTIME()) {
            int precision = precision(logical.getTIME().getUnit());
            return precision == 3 ? new FileType.Unsupported("TIME in INT64 in milliseconds") : new FileType.Time(precision);
        }
        if (isDecimal(logical, converted)) {
            return decimal(element, logical);
        }
        return switch (converted) {
            case UINT_64 -> new FileType.UnsignedInt64();
            case TIME_MICROS -> new FileType.Time(6);
            // The converted types predate wall-clock timestamps: they mean instants.
            case TIMESTAMP_MILLIS -> new FileType.Timestamp(3, true);
            case TIMESTAMP_MICROS -> new FileType.Timestamp(6, true);
            case null, default -> new FileType.Int(64);
        };
    }

    private static FileType bytes(SchemaElement element, LogicalType logical, ConvertedType converted) {
        if (isDecimal(logical, converted)) {
            return decimal(element, logical);
        }
        if (logical != null && (logical.isSetSTRING() || logical.isSetENUM() || logical.isSetJSON())
                || converted == ConvertedType.UTF8 || converted == ConvertedType.ENUM || converted == ConvertedType.JSON) {
            return new FileType.Utf8();
        }
        return new FileType.Binary();
    }

    private static FileType fixed(SchemaElement element, LogicalType logical, ConvertedType converted) {
        int length = element.getType_length();
        if (isDecimal(logical, converted)) {
            return decimal(element, logical);
        }
        if (logical != null && logical.isSetUUID()) {
            return length == 16 ? new FileType.Uuid() : new FileType.Unsupported("a UUID of " + length + " bytes");
        }
        if (logical != null && logical.isSetFLOAT16()) {
            return length == 2 ? new FileType.Float16() : new FileType.Unsupported("a FLOAT16 of " + length + " bytes");
        }
        if (converted == ConvertedType.INTERVAL) {
            return new FileType.Unsupported("INTERVAL is not read yet");
        }
        return new FileType.FixedBinary(length);
    }

    private static FileType integer(int bits, boolean signed, int storedBits) {
        boolean legal = storedBits == 64 ? bits == 64 : bits == 8 || bits == 16 || bits == 32;
        if (!legal) {
            return new FileType.Unsupported("INTEGER(" + bits + ") in INT" + storedBits);
        }
        if (signed) {
            return new FileType.Int(bits);
        }
        return bits == 64 ? new FileType.UnsignedInt64() : new FileType.Int(bits * 2);
    }

    private static boolean isDecimal(LogicalType logical, ConvertedType converted) {
        return logical != null && logical.isSetDECIMAL() || converted == ConvertedType.DECIMAL;
    }

    private static FileType decimal(SchemaElement element, LogicalType logical) {
        boolean modern = logical != null && logical.isSetDECIMAL();
        int precision = modern ? logical.getDECIMAL().getPrecision() : element.getPrecision();
        int scale = modern ? logical.getDECIMAL().getScale() : element.getScale();
        if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
            return new FileType.Unsupported("DECIMAL(" + precision + ", " + scale + "): precision 1 to 38 and scale 0 to precision are read");
        }
        if (element.getType() == org.apache.parquet.format.Type.FIXED_LEN_BYTE_ARRAY && element.getType_length() > 64) {
            return new FileType.Unsupported("a DECIMAL of " + element.getType_length() + " bytes");
        }
        return new FileType.Decimal(precision, scale);
    }

    private static int precision(TimeUnit unit) {
        return unit.isSetNANOS() ? 9 : unit.isSetMICROS() ? 6 : 3;
    }

    private static Conversion conversion(Stored stored, FileType type, SchemaElement element) {
        boolean wide = type.physical() == Physical.INT128;
        return switch (type) {
            case FileType.Int(int bits) when stored == Stored.INT32 -> switch (bits) {
                case 8 -> Conversion.NARROW_TO_8;
                case 16 -> unsigned(element) ? Conversion.UNSIGNED_8_TO_16 : Conversion.NARROW_TO_16;
                case 32 -> unsigned(element) ? Conversion.UNSIGNED_16_TO_32 : Conversion.NONE;
                default -> Conversion.UNSIGNED_32_TO_64;
            };
            case FileType.UnsignedInt64 unsigned -> Conversion.UNSIGNED_64_TO_128;
            case FileType.Float16 half -> Conversion.HALF_TO_FLOAT;
            case FileType.Decimal decimal -> switch (stored) {
                case INT32 -> wide ? Conversion.WIDEN_32_TO_128 : Conversion.WIDEN_32_TO_64;
                case INT64 -> wide ? Conversion.WIDEN_64_TO_128 : Conversion.NONE;
                case FIXED -> wide ? Conversion.FIXED_TO_128 : Conversion.FIXED_TO_64;
                case BYTES -> wide ? Conversion.BYTES_TO_128 : Conversion.BYTES_TO_64;
                case BOOLEAN, INT96, FLOAT, DOUBLE -> throw FormatException.corrupt("a DECIMAL in " + stored);
            };
            case FileType.Time(int precision) when precision == 3 -> Conversion.MILLIS_32;
            case FileType.Timestamp timestamp when stored == Stored.INT96 -> Conversion.INT96_TO_MICROS;
            case FileType.Timestamp(int precision, boolean utc) when precision == 3 -> Conversion.MILLIS_64;
            case FileType.Bool bool -> Conversion.NONE;
            case FileType.Int whole -> Conversion.NONE;
            case FileType.Float32 single -> Conversion.NONE;
            case FileType.Float64 wideFloat -> Conversion.NONE;
            case FileType.Utf8 text -> Conversion.NONE;
            case FileType.Binary bytes -> Conversion.NONE;
            case FileType.FixedBinary bytes -> Conversion.NONE;
            case FileType.Uuid uuid -> Conversion.NONE;
            case FileType.Date date -> Conversion.NONE;
            case FileType.Time time -> Conversion.NONE;
            case FileType.Timestamp timestamp -> Conversion.NONE;
            case FileType.Unsupported unsupported -> throw FormatException.notSupported(unsupported.reason());
        };
    }

    private static boolean unsigned(SchemaElement element) {
        LogicalType logical = element.getLogicalType();
        if (logical != null && logical.isSetINTEGER()) {
            return !logical.getINTEGER().isIsSigned();
        }
        ConvertedType converted = element.getConverted_type();
        return converted == ConvertedType.UINT_8 || converted == ConvertedType.UINT_16 || converted == ConvertedType.UINT_32;
    }
}
