package dev.plimsoll.connector.column;

import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.parquet.schema.Types.PrimitiveBuilder;

/// Codec of `float4` as FLOAT and `float8` as DOUBLE, bit by bit. All NaNs, which are equal to
/// PostgreSQL, become one.
record FloatCodec(boolean wide) implements ColumnCodec {
  @Override
  public PrimitiveBuilder<PrimitiveType> parquetForm() {
    return Types.optional(wide ? PrimitiveTypeName.DOUBLE : PrimitiveTypeName.FLOAT);
  }

  @Override
  public int copyLength() {
    return wide ? Double.BYTES : Float.BYTES;
  }

  @Override
  public void toParquet(byte[] row, int offset, int length, ColumnWriter writer) {
    if (wide) {
      writer.write(Double.longBitsToDouble(ByteBuilder.int64(row, offset)), 0, PRESENT);
    } else {
      writer.write(Float.intBitsToFloat(ByteBuilder.int32(row, offset)), 0, PRESENT);
    }
  }

  @Override
  public void toCopy(ColumnReader reader, ByteBuilder out) {
    if (wide) {
      out.putInt(8);
      out.putLong(Double.doubleToLongBits(reader.getDouble()));
    } else {
      out.putInt(4);
      out.putInt(Float.floatToIntBits(reader.getFloat()));
    }
  }

  @Override
  public void toDigestText(ColumnReader reader, ByteBuilder out) {
    bitText(
        wide
            ? Double.doubleToLongBits(reader.getDouble())
            : (long) Float.floatToIntBits(reader.getFloat()) << 32,
        out);
  }

  @Override
  public void digestText(byte[] row, int offset, int length, ByteBuilder out) {
    // As Parquet keeps it: one NaN of the many.
    bitText(
        wide
            ? Double.doubleToLongBits(Double.longBitsToDouble(ByteBuilder.int64(row, offset)))
            : (long) Float.floatToIntBits(Float.intBitsToFloat(ByteBuilder.int32(row, offset)))
                << 32,
        out);
  }

  private void bitText(long bits, ByteBuilder out) {
    for (int i = 0; i < (wide ? 8 : 4); i++) {
      out.putHexByte((int) (bits >>> (56 - 8 * i)) & 0xFF);
    }
  }

  @Override
  public void toText(ColumnReader reader, ByteBuilder out) {
    out.putAscii(wide ? Double.toString(reader.getDouble()) : Float.toString(reader.getFloat()));
  }

  @Override
  public String keyText(byte[] row, int offset, int length) {
    return wide
        ? Double.toString(Double.longBitsToDouble(ByteBuilder.int64(row, offset)))
        : Float.toString(Float.intBitsToFloat(ByteBuilder.int32(row, offset)));
  }
}
