package dev.plimsoll.connector.column;

import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.parquet.schema.Types.PrimitiveBuilder;

/// Codec of `bool` as BOOLEAN.
record BoolCodec() implements ColumnCodec {
  @Override
  public PrimitiveBuilder<PrimitiveType> parquetForm() {
    return Types.optional(PrimitiveTypeName.BOOLEAN);
  }

  @Override
  public int copyLength() {
    return 1;
  }

  @Override
  public void toParquet(byte[] row, int offset, int length, ColumnWriter writer) {
    writer.write(row[offset] != 0, 0, PRESENT);
  }

  @Override
  public void toCopy(ColumnReader reader, ByteBuilder out) {
    out.putInt(1);
    out.putByte(reader.getBoolean() ? 1 : 0);
  }

  @Override
  public void toDigestText(ColumnReader reader, ByteBuilder out) {
    out.putByte(reader.getBoolean() ? 't' : 'f');
  }

  @Override
  public String keyText(byte[] row, int offset, int length) {
    return row[offset] != 0 ? "t" : "f";
  }
}
