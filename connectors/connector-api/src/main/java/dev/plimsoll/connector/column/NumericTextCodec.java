package dev.plimsoll.connector.column;

import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.parquet.schema.Types.PrimitiveBuilder;

/// Codec of `numeric` that no Parquet decimal holds (no precision, over 38 digits, a scale beyond
/// them): its text, with the value's own scale, NaN and Infinity.
final class NumericTextCodec implements ColumnCodec {
  private final ByteBuilder scratch = new ByteBuilder(64);

  @Override
  public PrimitiveBuilder<PrimitiveType> parquetForm() {
    return Types.optional(PrimitiveTypeName.BINARY).as(LogicalTypeAnnotation.stringType());
  }

  @Override
  public void toParquet(byte[] row, int offset, int length, ColumnWriter writer) {
    scratch.clear();
    Numerics.text(row, offset, scratch);
    writer.write(Binary.fromReusedByteArray(scratch.array(), 0, scratch.size()), 0, PRESENT);
  }

  @Override
  public void toCopy(ColumnReader reader, ByteBuilder out) {
    scratch.clear();
    scratch.put(reader.getBinary());
    Numerics.putText(scratch.array(), 0, scratch.size(), out);
  }

  @Override
  public void toDigestText(ColumnReader reader, ByteBuilder out) {
    out.put(reader.getBinary());
  }

  @Override
  public String keyText(byte[] row, int offset, int length) {
    return text(row, offset);
  }

  static String text(byte[] row, int offset) {
    ByteBuilder out = new ByteBuilder(64);
    Numerics.text(row, offset, out);
    return out.utf8();
  }
}
