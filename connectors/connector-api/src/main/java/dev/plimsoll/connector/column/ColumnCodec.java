package dev.plimsoll.connector.column;

import java.nio.charset.StandardCharsets;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Types.PrimitiveBuilder;

/// A column's way between its three forms. One instance serves one reader or writer: it may keep
/// scratch memory. NULLs are the caller's business.
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

  /// Values are optional at most: definition level 1 means present.
  int PRESENT = 1;

  /// Digits that fit into 64 bits, and into Parquet's decimals by our promise.
  int LONG_DIGITS = 18;

  int MAX_DIGITS = 38;

  /// Of 64 bits of hundredths.
  int MONEY_DIGITS = 19;

  int MONEY_SCALE = 2;

  /// Of {@link #copyLength}.
  int ANY_LENGTH = -1;

  /// Bytes that each of its values has in binary COPY; {@link #ANY_LENGTH} where they differ.
  default int copyLength() {
    return ANY_LENGTH;
  }

  /// How Parquet stores it. Always optional, whatever the source says: a NOT NULL that was never
  /// validated may hide one.
  PrimitiveBuilder<PrimitiveType> parquetForm();

  /// @param fieldId 1 or more, stable for the table's life
  default PrimitiveType parquetType(String name, int fieldId) {
    return parquetForm().id(fieldId).named(name);
  }

  /// From a value of binary COPY.
  ///
  /// @param length {@link #copyLength}, where that is one
  /// @throws UnsupportedValueException for a value that the Parquet type cannot hold
  void toParquet(byte[] row, int offset, int length, ColumnWriter writer);

  /// To a length and a value of binary COPY.
  void toCopy(ColumnReader reader, ByteBuilder out);

  /// The text of the current value as the digest's row has it, not quoted: PostgreSQL's own; for
  /// floats the hexadecimal digits of their bits.
  void toDigestText(ColumnReader reader, ByteBuilder out);

  /// How many values that readers of Parquet do not agree on {@link #toDigestText} has met.
  default long specialValues() {
    return 0;
  }

  /// The text of the current value that PostgreSQL reads back as the same value.
  default void toText(ColumnReader reader, ByteBuilder out) {
    toDigestText(reader, out);
  }

  /// Text of a value of binary COPY that PostgreSQL reads back as the same value.
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
