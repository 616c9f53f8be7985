package dev.plimsoll.connector.column;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.parquet.schema.Types.PrimitiveBuilder;

/// Codec of `numeric(p,s)` with 19 to 38 digits: DECIMAL in the fewest fixed bytes that hold it.
final class WideDecimalCodec implements ColumnCodec {
  private final ByteBuilder scratch = new ByteBuilder(64);
  private final int precision;
  private final int scale;
  private final byte[] fixed;

  WideDecimalCodec(int precision, int scale) {
    this.precision = precision;
    this.scale = scale;
    this.fixed = new byte[Numerics.bytesFor(precision)];
  }

  @Override
  public PrimitiveBuilder<PrimitiveType> parquetForm() {
    return Types.optional(PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY)
        .length(fixed.length)
        .as(LogicalTypeAnnotation.decimalType(scale, precision));
  }

  @Override
  public void toParquet(byte[] row, int offset, int length, ColumnWriter writer) {
    DecimalCodec.requireFitting(row, offset, precision, scale);
    if (scale <= LONG_DIGITS && Numerics.fits(row, offset, LONG_DIGITS, scale)) {
      fill(Numerics.unscaledLong(row, offset, scale));
    } else {
      fill(Numerics.unscaled(row, offset, scale, scratch));
    }
    writer.write(Binary.fromReusedByteArray(fixed), 0, PRESENT);
  }

  // The fast path: most numbers of a wide type fit into 64 bits.
  private void fill(long value) {
    long rest = value;
    for (int i = fixed.length - 1; i >= 0; i--) {
      fixed[i] = (byte) rest;
      rest >>= Byte.SIZE;
    }
  }

  private void fill(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int padding = fixed.length - bytes.length;
    Arrays.fill(fixed, 0, padding, (byte) (value.signum() < 0 ? -1 : 0));
    System.arraycopy(bytes, 0, fixed, padding, bytes.length);
  }

  @Override
  public void toCopy(ColumnReader reader, ByteBuilder out) {
    Numerics.putUnscaled(new BigInteger(reader.getBinary().getBytesUnsafe()), scale, out);
  }

  @Override
  public void toDigestText(ColumnReader reader, ByteBuilder out) {
    BigInteger value = new BigInteger(reader.getBinary().getBytesUnsafe());
    out.putAscii(new BigDecimal(value, scale).toPlainString());
  }

  @Override
  public String keyText(byte[] row, int offset, int length) {
    return NumericTextCodec.text(row, offset);
  }
}
