package dev.plimsoll.connector.parquet;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.ColumnCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/// Parquet schema of a table: its columns in their order, each with a field id that stays with it
/// when others are dropped or added. So files can be registered in an Iceberg table.
public final class ParquetSchemas {
  private ParquetSchemas() {}

  /// Schema of primitive types with field ids.
  public static MessageType of(List<Column> columns) {
    return of(columns, columns.stream().map(ColumnCodec::of).toList());
  }

  static MessageType of(List<Column> columns, List<ColumnCodec> codecs) {
    List<Type> fields = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      int fieldId = column.fieldId() > 0 ? column.fieldId() : i + 1;
      fields.add(codecs.get(i).parquetType(column.name(), fieldId));
    }
    return new MessageType("row", fields);
  }
}
