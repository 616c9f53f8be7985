package dev.plimsoll.sync.targets;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.parquet.ParquetRowReader;
import java.io.IOException;
import java.util.List;

/// How rows travel to the target: binary, unless a column's binary form is not what is carried.
public enum CopyFormat {
  BINARY {
    @Override
    public void begin(ByteBuilder out) {
      out.write(HEADER);
    }

    @Override
    public boolean row(ParquetRowReader rows, ByteBuilder out) throws IOException {
      return rows.copyNext(out);
    }

    @Override
    public void end(ByteBuilder out) {
      out.putShort(TRAILER);
    }
  },

  TEXT {
    @Override
    public void begin(ByteBuilder out) {}

    @Override
    public boolean row(ParquetRowReader rows, ByteBuilder out) throws IOException {
      return rows.lineNext(out);
    }

    @Override
    public void end(ByteBuilder out) {}
  };

  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final int TRAILER = -1;

  public static CopyFormat of(List<Column> columns) {
    return columns.stream().anyMatch(Column::isLoadedAsText) ? TEXT : BINARY;
  }

  /// What stands before the rows.
  public abstract void begin(ByteBuilder out);

  /// Appends the next row; false at the end.
  public abstract boolean row(ParquetRowReader rows, ByteBuilder out) throws IOException;

  /// What stands behind the rows.
  public abstract void end(ByteBuilder out);
}
