package dev.plimsoll.connector.column;

import java.nio.charset.StandardCharsets;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.parquet.schema.Types.PrimitiveBuilder;
import org.jspecify.annotations.Nullable;

/// Codec between a column's three forms: binary COPY, Parquet and text. The caller handles NULL.
/// Not thread-safe: an instance may keep scratch memory, so each reader or writer has its own.
/// Nested are the two codecs that most types have.
public sealed interface ColumnCodec
    permits BoolCodec,
        ColumnCodec.BytesCodec,
        DecimalCodec,
        FloatCodec,
        IntCodec,
        ColumnCodec.LongCodec,
        NumericTextCodec,
        UuidCodec,
        WideDecimalCodec {
  /// Definition level of a value that is present: columns are at most optional.
  int PRESENT = 1;

  /// Most decimal digits that 64 bits hold.
  int LONG_DIGITS = 18;

  /// Most decimal digits of a Parquet decimal here.
  int MAX_DIGITS = 38;

  int MONEY_DIGITS = 19;

  int MONEY_SCALE = 2;

  int ANY_LENGTH = -1;

  /// Bytes of every value in binary COPY; {@link #ANY_LENGTH} where they vary.
  default int copyLength() {
    return ANY_LENGTH;
  }

  /// Parquet type, always optional: a NOT NULL that was never validated may hide a NULL.
  PrimitiveBuilder<PrimitiveType> parquetForm();

  default PrimitiveType parquetType(String name, int fieldId) {
    return parquetForm().id(fieldId).named(name);
  }

  /// Writes a value of binary COPY to Parquet.
  ///
  /// @throws UnsupportedValueException for a value that the Parquet type cannot hold
  void toParquet(byte[] row, int offset, int length, ColumnWriter writer);

  /// Appends the current value in binary COPY: its length, then its bytes.
  void toCopy(ColumnReader reader, ByteBuilder out);

  /// Text of the current value in the digest's row, not quoted: PostgreSQL's own text; of floats
  /// the hexadecimal digits of their bits.
  void toDigestText(ColumnReader reader, ByteBuilder out);

  /// Number of values seen by {@link #toDigestText} on which Parquet readers disagree.
  default long specialValues() {
    return 0;
  }

  /// Text of the current value that PostgreSQL parses to the same value.
  default void toText(ColumnReader reader, ByteBuilder out) {
    toDigestText(reader, out);
  }

  /// Text of a value of binary COPY that PostgreSQL parses to the same value.
  String keyText(byte[] row, int offset, int length);

  /// As {@link #toDigestText}, of a value of binary COPY.
  default void digestText(byte[] row, int offset, int length, ByteBuilder out) {
    out.write(keyText(row, offset, length).getBytes(StandardCharsets.UTF_8));
  }

  static ColumnCodec of(Column column) {
    return switch (column.type()) {
      case BOOL -> new BoolCodec();
      case INT2, INT4, DATE -> new IntCodec(column.type(), column.refusesSpecialValues());
      case INT8, TIME, TIMESTAMP, TIMESTAMPTZ ->
          new LongCodec(column.type(), column.refusesSpecialValues());
      case FLOAT4 -> new FloatCodec(false);
      case FLOAT8 -> new FloatCodec(true);
      case NUMERIC -> ofNumeric(column);
      case MONEY -> new WideDecimalCodec(MONEY_DIGITS, MONEY_SCALE);
      case UUID -> new UuidCodec();
      case TEXT, VARCHAR, BPCHAR, BYTEA, JSON, JSONB, ENUM, LITERAL ->
          new BytesCodec(column.type());
    };
  }

  private static ColumnCodec ofNumeric(Column column) {
    int precision = column.precision();
    int scale = column.scale();
    if (precision == 0 || precision > MAX_DIGITS || scale < 0 || scale > precision) {
      return new NumericTextCodec();
    }
    return precision <= LONG_DIGITS
        ? new DecimalCodec(precision, scale)
        : new WideDecimalCodec(precision, scale);
  }

  /// Codec of `int8` as INT(64), `time` as TIME(MICROS), `timestamp` and `timestamptz` as
  /// TIMESTAMP(MICROS) from 1970 (infinity is the largest number, minus infinity its negative).
  final class LongCodec implements ColumnCodec {
    private final PgType type;
    private final boolean timestamp;
    private final boolean refusing;
    private long special;

    private LongCodec(PgType type, boolean refusing) {
      this.type = type;
      this.refusing = refusing;
      this.timestamp = type == PgType.TIMESTAMP || type == PgType.TIMESTAMPTZ;
    }

    @Override
    public PrimitiveBuilder<PrimitiveType> parquetForm() {
      LogicalTypeAnnotation meaning =
          switch (type) {
            case TIME -> LogicalTypeAnnotation.timeType(false, TimeUnit.MICROS);
            case TIMESTAMP -> LogicalTypeAnnotation.timestampType(false, TimeUnit.MICROS);
            case TIMESTAMPTZ -> LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS);
            default -> LogicalTypeAnnotation.intType(64, true);
          };
      return Types.optional(PrimitiveTypeName.INT64).as(meaning);
    }

    @Override
    public int copyLength() {
      return Long.BYTES;
    }

    @Override
    public void toParquet(byte[] row, int offset, int length, ColumnWriter writer) {
      long value = ByteBuilder.int64(row, offset);
      if (refusing && timestamp && Calendar.isSpecialMoment(value)) {
        throw new UnsupportedValueException("a moment outside of the years 1 to 9999");
      }
      writer.write(timestamp ? Calendar.toUnixMicros(value) : value, 0, PRESENT);
    }

    @Override
    public void toCopy(ColumnReader reader, ByteBuilder out) {
      out.putInt(8);
      out.putLong(value(reader));
    }

    @Override
    public void toDigestText(ColumnReader reader, ByteBuilder out) {
      long value = value(reader);
      if (timestamp && Calendar.isSpecialMoment(value)) {
        special++;
      }
      text(value, out);
    }

    @Override
    public long specialValues() {
      return special;
    }

    @Override
    public String keyText(byte[] row, int offset, int length) {
      ByteBuilder out = new ByteBuilder(48);
      text(ByteBuilder.int64(row, offset), out);
      return out.utf8();
    }

    private long value(ColumnReader reader) {
      long value = reader.getLong();
      return timestamp ? Calendar.fromUnixMicros(value) : value;
    }

    private void text(long value, ByteBuilder out) {
      switch (type) {
        case TIME -> Calendar.time(value, out);
        case TIMESTAMP -> Calendar.timestamp(value, false, out);
        case TIMESTAMPTZ -> Calendar.timestamp(value, true, out);
        default -> out.putDecimal(value);
      }
    }
  }

  /// Codec of text and bytes: text types, enum labels and values carried as text as STRING, `json`
  /// and `jsonb` as JSON, `bytea` as plain BINARY.
  final class BytesCodec implements ColumnCodec {
    private static final int JSONB_VERSION = 1;

    private final PgType type;

    /// Bytes before the text in binary COPY: the version byte of `jsonb`.
    private final int header;

    private BytesCodec(PgType type) {
      this.type = type;
      this.header = type == PgType.JSONB ? 1 : 0;
    }

    @Override
    public PrimitiveBuilder<PrimitiveType> parquetForm() {
      @Nullable LogicalTypeAnnotation meaning =
          switch (type) {
            case BYTEA -> null;
            case JSON, JSONB -> LogicalTypeAnnotation.jsonType();
            default -> LogicalTypeAnnotation.stringType();
          };
      PrimitiveBuilder<PrimitiveType> binary = Types.optional(PrimitiveTypeName.BINARY);
      return meaning == null ? binary : binary.as(meaning);
    }

    @Override
    public void toParquet(byte[] row, int offset, int length, ColumnWriter writer) {
      if (header == 1 && row[offset] != JSONB_VERSION) {
        throw new UnsupportedValueException("jsonb of the unknown version " + row[offset]);
      }
      writer.write(Binary.fromReusedByteArray(row, offset + header, length - header), 0, PRESENT);
    }

    @Override
    public void toCopy(ColumnReader reader, ByteBuilder out) {
      Binary value = reader.getBinary();
      out.putInt(value.length() + header);
      if (header == 1) {
        out.putByte(JSONB_VERSION);
      }
      out.put(value);
    }

    @Override
    public void toDigestText(ColumnReader reader, ByteBuilder out) {
      Binary value = reader.getBinary();
      if (type == PgType.BYTEA) {
        out.putByte('\\');
        out.putByte('x');
        out.putHex(value.toByteBuffer());
      } else {
        out.put(value);
      }
    }

    @Override
    public String keyText(byte[] row, int offset, int length) {
      if (type == PgType.BYTEA) {
        ByteBuilder out = new ByteBuilder(2 * length + 2);
        out.putAscii("\\x");
        out.putHex(row, offset, length);
        return out.utf8();
      }
      return new String(row, offset + header, length - header, StandardCharsets.UTF_8);
    }

    @Override
    public void digestText(byte[] row, int offset, int length, ByteBuilder out) {
      if (type == PgType.BYTEA) {
        out.putByte('\\');
        out.putByte('x');
        out.putHex(row, offset, length);
      } else {
        out.write(row, offset + header, length - header);
      }
    }
  }
}
