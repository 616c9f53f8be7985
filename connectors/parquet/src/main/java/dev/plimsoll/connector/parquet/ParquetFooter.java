package dev.plimsoll.connector.parquet;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.ColumnCodec;
import dev.plimsoll.connector.storage.ObjectBytes;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/// Footer of a Parquet file: schema, row groups, statistics.
public final class ParquetFooter {
  private static final byte[] MAGIC = {'P', 'A', 'R', '1'};

  /// Length of the footer and magic, at a file's end.
  private static final int END_BYTES = 8;

  private ParquetFooter() {}

  /// Schema of a table: primitive types in the order of its columns, each with a field id that
  /// stays
  /// with it when others are dropped or added. So files can be registered in an Iceberg table.
  public static MessageType schema(List<Column> columns) {
    return schema(columns, columns.stream().map(ColumnCodec::of).toList());
  }

  static MessageType schema(List<Column> columns, List<ColumnCodec> codecs) {
    List<Type> fields = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      int fieldId = column.fieldId() > 0 ? column.fieldId() : i + 1;
      fields.add(codecs.get(i).parquetType(column.name(), fieldId));
    }
    return new MessageType("row", fields);
  }

  /// @throws PlimsollException OBJECT_CORRUPT when it is no Parquet file with these columns
  public static ParquetMetadata read(ObjectBytes file, List<Column> columns) throws IOException {
    ParquetMetadata footer = read(file);
    if (!schema(columns).equals(footer.getFileMetaData().getSchema())) {
      throw new PlimsollException(
          ErrorCode.OBJECT_CORRUPT, "the file has other columns than its table");
    }
    return footer;
  }

  private static ParquetMetadata read(ObjectBytes file) throws IOException {
    byte[] end = new byte[END_BYTES];
    if (file.length() < 2 * END_BYTES) {
      throw noParquet();
    }
    file.read(file.length() - END_BYTES, end, 0, END_BYTES);
    int length = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (!Arrays.equals(end, 4, END_BYTES, MAGIC, 0, MAGIC.length)
        || length < 0
        || length > file.length() - END_BYTES) {
      throw noParquet();
    }
    byte[] footer = new byte[length];
    file.read(file.length() - END_BYTES - length, footer, 0, length);
    return new ParquetMetadataConverter().readParquetMetadata(new ByteArrayInputStream(footer));
  }

  private static PlimsollException noParquet() {
    return new PlimsollException(ErrorCode.OBJECT_CORRUPT, "the object is no Parquet file");
  }
}
