package dev.plimsoll.connector.column;

import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.parquet.schema.Types.PrimitiveBuilder;

/// Codec of `numeric(p,s)` up to 18 digits: DECIMAL in INT32 (up to 9 digits) or INT64.
final class DecimalCodec implements ColumnCodec {
  private static final int INT_DIGITS = 9;

  private final ByteBuilder scratch = new ByteBuilder(64);
  private final int precision;
  private final int scale;
  private final boolean narrow;

  DecimalCodec(int precision, int scale) {
    this.precision = precision;
    this.scale = scale;
    this.narrow = precision <= INT_DIGITS;
  }

  @Override
  public PrimitiveBuilder<PrimitiveType> parquetForm() {
    return Types.optional(narrow ? PrimitiveTypeName.INT32 : PrimitiveTypeName.INT64)
        .as(LogicalTypeAnnotation.decimalType(scale, precision));
  }

  @Override
  public void toParquet(byte[] row, int offset, int length, ColumnWriter writer) {
    requireFitting(row, offset, precision, scale);
    long value = Numerics.unscaledLong(row, offset, scale);
    if (narrow) {
      writer.write((int) value, 0, PRESENT);
    } else {
      writer.write(value, 0, PRESENT);
    }
  }

  @Override
  public void toCopy(ColumnReader reader, ByteBuilder out) {
    Numerics.putUnscaled(value(reader), scale, out, scratch);
  }

  @Override
  public void toDigestText(ColumnReader reader, ByteBuilder out) {
    Numerics.unscaledText(value(reader), scale, out);
  }

  @Override
  public String keyText(byte[] row, int offset, int length) {
    return NumericTextCodec.text(row, offset);
  }

  private long value(ColumnReader reader) {
    return narrow ? reader.getInteger() : reader.getLong();
  }

  /// @throws UnsupportedValueException for NaN, or for more digits than planned: the column was
  ///     altered since
  static void requireFitting(byte[] row, int offset, int precision, int scale) {
    if (!Numerics.isFinite(row, offset)) {
      throw new UnsupportedValueException("NaN, which a decimal cannot");
    }
    if (!Numerics.fits(row, offset, precision, scale)) {
      throw new UnsupportedValueException(
          "a number of more digits than the planned numeric(%d,%d) has"
              .formatted(precision, scale));
    }
  }
}
