package dev.plimsoll.connector.column;

import java.nio.charset.StandardCharsets;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.apache.parquet.schema.Types.PrimitiveBuilder;
import org.jspecify.annotations.Nullable;

/// Codec of text and bytes: text types, enum labels and values carried as text as STRING, `json`
/// and `jsonb` as JSON, `bytea` as plain BINARY.
final class BytesCodec implements ColumnCodec {
  private static final int JSONB_VERSION = 1;

  private final PgType type;

  /// Bytes before the text in binary COPY: the version byte of `jsonb`.
  private final int header;

  BytesCodec(PgType type) {
    this.type = type;
    this.header = type == PgType.JSONB ? 1 : 0;
  }

  @Override
  public PrimitiveBuilder<PrimitiveType> parquetForm() {
    @Nullable LogicalTypeAnnotation meaning =
        switch (type) {
          case BYTEA -> null;
          case JSON, JSONB -> LogicalTypeAnnotation.jsonType();
          default -> LogicalTypeAnnotation.stringType();
        };
    PrimitiveBuilder<PrimitiveType> binary = Types.optional(PrimitiveTypeName.BINARY);
    return meaning == null ? binary : binary.as(meaning);
  }

  @Override
  public void toParquet(byte[] row, int offset, int length, ColumnWriter writer) {
    if (header == 1 && row[offset] != JSONB_VERSION) {
      throw new UnsupportedValueException("jsonb of the unknown version " + row[offset]);
    }
    writer.write(Binary.fromReusedByteArray(row, offset + header, length - header), 0, PRESENT);
  }

  @Override
  public void toCopy(ColumnReader reader, ByteBuilder out) {
    Binary value = reader.getBinary();
    out.putInt(value.length() + header);
    if (header == 1) {
      out.putByte(JSONB_VERSION);
    }
    out.put(value);
  }

  @Override
  public void toDigestText(ColumnReader reader, ByteBuilder out) {
    Binary value = reader.getBinary();
    if (type == PgType.BYTEA) {
      out.putByte('\\');
      out.putByte('x');
      out.putHex(value.toByteBuffer());
    } else {
      out.put(value);
    }
  }

  @Override
  public String keyText(byte[] row, int offset, int length) {
    if (type == PgType.BYTEA) {
      ByteBuilder out = new ByteBuilder(2 * length + 2);
      out.putAscii("\\x");
      out.putHex(row, offset, length);
      return out.utf8();
    }
    return new String(row, offset + header, length - header, StandardCharsets.UTF_8);
  }

  @Override
  public void digestText(byte[] row, int offset, int length, ByteBuilder out) {
    if (type == PgType.BYTEA) {
      out.putByte('\\');
      out.putByte('x');
      out.putHex(row, offset, length);
    } else {
      out.write(row, offset + header, length - header);
    }
  }
}
