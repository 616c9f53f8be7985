package dev.plimsoll.connector.column;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.parquet.schema.Types.PrimitiveBuilder;

/// Codec of `uuid` as UUID, 16 fixed bytes.
record UuidCodec() implements ColumnCodec {
  private static final int BYTES = 16;

  @Override
  public PrimitiveBuilder<PrimitiveType> parquetForm() {
    return Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
        .length(BYTES)
        .as(LogicalTypeAnnotation.uuidType());
  }

  @Override
  public int copyLength() {
    return BYTES;
  }

  @Override
  public void toParquet(byte[] row, int offset, int length, ColumnWriter writer) {
    writer.write(Binary.fromReusedByteArray(row, offset, BYTES), 0, PRESENT);
  }

  @Override
  public void toCopy(ColumnReader reader, ByteBuilder out) {
    ByteBuffer value = reader.getBinary().toByteBuffer();
    out.putInt(BYTES);
    out.putLong(value.getLong(value.position()));
    out.putLong(value.getLong(value.position() + 8));
  }

  @Override
  public void toDigestText(ColumnReader reader, ByteBuilder out) {
    ByteBuffer value = reader.getBinary().toByteBuffer();
    for (int i = 0; i < BYTES; i++) {
      if (i == 4 || i == 6 || i == 8 || i == 10) {
        out.putByte('-');
      }
      out.putHexByte(value.get(value.position() + i));
    }
  }

  @Override
  public String keyText(byte[] row, int offset, int length) {
    return new UUID(ByteBuilder.int64(row, offset), ByteBuilder.int64(row, offset + 8)).toString();
  }
}
