package dev.plimsoll.sync.parquet;

import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.column.ColumnCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/// A table's Parquet schema: its columns in their order, each with a field id from 1 on, so that
/// the file can be registered as part of an Iceberg table.
final class ParquetSchemas {
  private ParquetSchemas() {}

  static MessageType of(List<Column> columns, List<ColumnCodec> codecs) {
    List<Type> fields = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      fields.add(codecs.get(i).parquetType(columns.get(i).name(), i + 1));
    }
    return new MessageType("row", fields);
  }
}
