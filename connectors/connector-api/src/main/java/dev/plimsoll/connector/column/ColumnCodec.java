package dev.plimsoll.connector.column;

import java.nio.charset.StandardCharsets;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Types.PrimitiveBuilder;

/// Codec between a column's three forms: binary COPY, Parquet and text. The caller handles NULL.
/// Not thread-safe: an instance may keep scratch memory, so each reader or writer has its own.
public sealed interface ColumnCodec
    permits BoolCodec,
        BytesCodec,
        DecimalCodec,
        FloatCodec,
        IntCodec,
        LongCodec,
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
}
