package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.loading.BatchRows;
import java.io.IOException;
import java.util.List;

/// COPY format of rows for the target: binary, unless a column is carried as text.
public enum CopyFormat {
  BINARY,
  TEXT;

  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final int TRAILER = -1;

  public static CopyFormat of(List<Column> columns) {
    return columns.stream().anyMatch(Column::isLoadedAsText) ? TEXT : BINARY;
  }

  /// Appends the header.
  public void begin(ByteBuilder out) {
    if (this == BINARY) {
      out.write(HEADER);
    }
  }

  /// Appends the next row; false at the end.
  public boolean row(BatchRows rows, ByteBuilder out) throws IOException {
    return this == BINARY ? rows.copyNext(out) : rows.lineNext(out);
  }

  /// Appends the trailer.
  public void end(ByteBuilder out) {
    if (this == BINARY) {
      out.putShort(TRAILER);
    }
  }
}
