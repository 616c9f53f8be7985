package dev.plimsoll.connector.table;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.column.ColumnCodec;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;

/// Extractor of the key from tuples of binary COPY, as text that the source parses to the same key.
public final class RowKey {
  private static final int NULL = -1;

  private final List<Column> key;
  private final int[] positions;

  public RowKey(List<Column> columns, List<Column> key) {
    this.key = key;
    this.positions = key.stream().mapToInt(columns::indexOf).toArray();
  }

  /// @return a text per column
  /// @throws PlimsollException NULL_KEYS
  public List<String> of(byte[] row) {
    List<String> values = new ArrayList<>(positions.length);
    for (int i = 0; i < positions.length; i++) {
      values.add(value(row, positions[i], key.get(i)));
    }
    return List.copyOf(values);
  }

  private static String value(byte[] row, int column, Column type) {
    int position = 2;
    for (int i = 0; i < column; i++) {
      position += 4 + Math.max(0, ByteBuilder.int32(row, position));
    }
    int length = ByteBuilder.int32(row, position);
    if (length == NULL) {
      throw new PlimsollException(
          ErrorCode.NULL_KEYS, "key column \"" + type.name() + "\" holds NULL");
    }
    return ColumnCodec.of(type).keyText(row, position + 4, length);
  }
}
