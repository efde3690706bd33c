package dev.weir.formats.parquet.write;

import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.Float16Type;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.NanoSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.UUIDType;

/// Columns as the footer's schema, with logical types and, for older readers, converted types.
final class SchemaElements {
    private SchemaElements() {}

    static List<SchemaElement> of(List<FileColumn> columns) {
        List<SchemaElement> elements = new ArrayList<>();
        elements.add(new SchemaElement("schema").setNum_children(columns.size()));
        for (FileColumn column : columns) {
            elements.add(element(column));
        }
        return elements;
    }

    static Type type(StoredForm form) {
        return switch (form) {
            case BOOLEAN -> Type.BOOLEAN;
            case INT32 -> Type.INT32;
            case INT64, UNSIGNED_INT64 -> Type.INT64;
            case FLOAT -> Type.FLOAT;
            case DOUBLE -> Type.DOUBLE;
            case HALF, DECIMAL_BYTES, FIXED_BYTES -> Type.FIXED_LEN_BYTE_ARRAY;
            case BYTES -> Type.BYTE_ARRAY;
        };
    }

    private static SchemaElement element(FileColumn column) {
        SchemaElement element = new SchemaElement(column.name())
                .setType(type(StoredForm.of(column.type())))
                .setRepetition_type(column.nullable() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
        switch (column.type()) {
            case FileType.Bool bool -> { }
            case FileType.Int(int bits) -> element.setLogicalType(LogicalType.INTEGER(new IntType((byte) bits, true)))
                    .setConverted_type(switch (bits) {
                        case 8 -> ConvertedType.INT_8;
                        case 16 -> ConvertedType.INT_16;
                        case 32 -> ConvertedType.INT_32;
                        default -> ConvertedType.INT_64;
                    });
            case FileType.UnsignedInt64 unsigned -> element.setLogicalType(LogicalType.INTEGER(new IntType((byte) 64, false)))
                    .setConverted_type(ConvertedType.UINT_64);
            case FileType.Float16 half -> element.setType_length(2).setLogicalType(LogicalType.FLOAT16(new Float16Type()));
            case FileType.Float32 single -> { }
            case FileType.Float64 wide -> { }
            case FileType.Decimal(int precision, int scale) -> {
                element.setLogicalType(LogicalType.DECIMAL(new DecimalType(scale, precision)))
                        .setConverted_type(ConvertedType.DECIMAL).setPrecision(precision).setScale(scale);
                if (precision > 18) {
                    element.setType_length(16);
                }
            }
            case FileType.Utf8 text -> element.setLogicalType(LogicalType.STRING(new StringType())).setConverted_type(ConvertedType.UTF8);
            case FileType.Binary bytes -> { }
            case FileType.FixedBinary(int length) -> element.setType_length(length);
            case FileType.Uuid uuid -> element.setType_length(16).setLogicalType(LogicalType.UUID(new UUIDType()));
            case FileType.Date date -> element.setLogicalType(LogicalType.DATE(new DateType())).setConverted_type(ConvertedType.DATE);
            case FileType.Time(int precision) -> {
                element.setLogicalType(LogicalType.TIME(new TimeType(false, unit(precision))));
                if (precision < 9) {
                    element.setConverted_type(precision == 3 ? ConvertedType.TIME_MILLIS : ConvertedType.TIME_MICROS);
                }
            }
            case FileType.Timestamp(int precision, boolean utc) -> {
                element.setLogicalType(LogicalType.TIMESTAMP(new TimestampType(utc, unit(precision))));
                if (utc && precision < 9) {
                    element.setConverted_type(precision == 3 ? ConvertedType.TIMESTAMP_MILLIS : ConvertedType.TIMESTAMP_MICROS);
                }
            }
            case FileType.Unsupported(String reason) -> throw new IllegalArgumentException(reason);
        }
        return element;
    }

    private static TimeUnit unit(int precision) {
        return switch (precision) {
            case 3 -> TimeUnit.MILLIS(new MilliSeconds());
            case 6 -> TimeUnit.MICROS(new MicroSeconds());
            default -> TimeUnit.NANOS(new NanoSeconds());
        };
    }
}
