package dev.plimsoll.connector.column;

import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.parquet.schema.Types.PrimitiveBuilder;

/// Codec of `int2` as INT(16), `int4` as INT(32), `date` as DATE (days from 1970-01-01; infinity is
/// the largest number, minus infinity its negative).
final class IntCodec implements ColumnCodec {
  private final boolean small;
  private final boolean date;
  private final boolean refusing;
  private long special;

  IntCodec(PgType type, boolean refusing) {
    this.refusing = refusing;
    small = type == PgType.INT2;
    date = type == PgType.DATE;
  }

  @Override
  public PrimitiveBuilder<PrimitiveType> parquetForm() {
    LogicalTypeAnnotation meaning =
        date
            ? LogicalTypeAnnotation.dateType()
            : LogicalTypeAnnotation.intType(small ? 16 : 32, true);
    return Types.optional(PrimitiveTypeName.INT32).as(meaning);
  }

  @Override
  public int copyLength() {
    return small ? Short.BYTES : Integer.BYTES;
  }

  @Override
  public void toParquet(byte[] row, int offset, int length, ColumnWriter writer) {
    int value = copied(row, offset);
    if (refusing && date && Calendar.isSpecialDay(value)) {
      throw new UnsupportedValueException("a day outside of the years 1 to 9999");
    }
    writer.write(date ? Calendar.toUnixDay(value) : value, 0, PRESENT);
  }

  @Override
  public void toCopy(ColumnReader reader, ByteBuilder out) {
    int value = reader.getInteger();
    if (small) {
      out.putInt(2);
      out.putShort(value);
    } else {
      out.putInt(4);
      out.putInt(date ? Calendar.fromUnixDay(value) : value);
    }
  }

  @Override
  public void toDigestText(ColumnReader reader, ByteBuilder out) {
    int read = reader.getInteger();
    int value = date ? Calendar.fromUnixDay(read) : read;
    if (date && Calendar.isSpecialDay(value)) {
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
    ByteBuilder out = new ByteBuilder(16);
    text(copied(row, offset), out);
    return out.utf8();
  }

  private int copied(byte[] row, int offset) {
    return small ? ByteBuilder.int16(row, offset) : ByteBuilder.int32(row, offset);
  }

  private void text(int value, ByteBuilder out) {
    if (date) {
      Calendar.date(value, out);
    } else {
      out.putDecimal(value);
    }
  }
}
