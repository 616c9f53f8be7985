package dev.plimsoll.connector.column;

import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.parquet.schema.Types.PrimitiveBuilder;

/// Codec of `int8` as INT(64), `time` as TIME(MICROS), `timestamp` and `timestamptz` as
/// TIMESTAMP(MICROS) from 1970 (infinity is the largest number, minus infinity its negative).
final class LongCodec implements ColumnCodec {
  private final PgType type;
  private final boolean timestamp;
  private final boolean refusing;
  private long special;

  LongCodec(PgType type, boolean refusing) {
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
    long value = BigEndian.int64(row, offset);
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
    text(BigEndian.int64(row, offset), out);
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
