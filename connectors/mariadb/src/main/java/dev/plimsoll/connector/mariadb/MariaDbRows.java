package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.UnsupportedValueException;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.table.RowName;
import dev.plimsoll.tracing.StatementComment;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows of one streamed statement, one in memory at a time.
public final class MariaDbRows implements SourceRows {
  /// The driver reads one row ahead where rows may have megabytes, so that they do not add up, and
  /// more where rows are known to be small.
  private static final int READ_AHEAD_BYTES = 256 << 10;

  private static final int MOST_READ_AHEAD = 100;

  private final MariaDbTable table;
  private final Stop stop;
  private final FieldReader[] readers;
  private final PreparedStatement statement;
  private final ResultSet rows;
  private final ByteBuilder tuple = new ByteBuilder(1024);
  private final List<MariaDbColumn> measured;
  private boolean ended;
  private long read;

  private MariaDbRows(MariaDbSession session, MariaDbTable table, String sql, Stop stop)
      throws SQLException {
    this.table = table;
    this.stop = stop;
    measured = table.measured();
    readers = table.mapped().stream().map(MariaDbColumn::reader).toArray(FieldReader[]::new);
    statement =
        session
            .connection()
            .prepareStatement(
                StatementComment.on(sql), ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    statement.setFetchSize(Math.clamp(READ_AHEAD_BYTES / table.widestRow(), 1, MOST_READ_AHEAD));
    rows = statement.executeQuery();
  }

  /// Stops a statement whose remaining rows are not needed.
  @FunctionalInterface
  interface Stop {
    void run() throws SQLException;
  }

  /// @param session closed by its owner
  static MariaDbRows of(MariaDbSession session, MariaDbTable table, String sql, Stop stop) {
    try {
      return new MariaDbRows(session, table, sql, stop);
    } catch (SQLException e) {
      throw MariaDbErrors.of(e);
    }
  }

  @Override
  public byte @Nullable [] next() {
    try {
      if (ended || !rows.next()) {
        ended = true;
        return null;
      }
      return tuple();
    } catch (SQLException e) {
      throw MariaDbErrors.of(e);
    }
  }

  private byte[] tuple() throws SQLException {
    read++;
    requireSmall();
    tuple.clear();
    tuple.putShort(readers.length);
    for (int i = 0; i < readers.length; i++) {
      try {
        readers[i].copy(rows, i + 1, tuple);
      } catch (UnsupportedValueException e) {
        throw e.in(table.columns().get(i).name()).refusal(table.name(), row());
      }
    }
    return Arrays.copyOf(tuple.array(), tuple.size());
  }

  private void requireSmall() throws SQLException {
    @Nullable String said = measured.isEmpty() ? null : rows.getString(readers.length + 1);
    if (said == null) {
      return;
    }
    List<Long> lengths = Arrays.stream(said.split(",")).map(Long::valueOf).toList();
    throw table
        .limit()
        .exceeded(measured.stream().map(MariaDbColumn::column).toList(), lengths)
        .refusal(table.name(), row());
  }

  private String row() throws SQLException {
    List<String> key = table.readingKey();
    if (key.isEmpty()) {
      return RowName.byOrdinal(read);
    }
    List<String> names = table.mapped().stream().map(column -> column.column().name()).toList();
    List<String> values = new ArrayList<>();
    for (String name : key) {
      int index = names.indexOf(name);
      values.add(String.valueOf(readers[index].text(rows, index + 1)));
    }
    return RowName.byKey(key, values);
  }

  @Override
  public void close() throws SQLException {
    if (!ended) {
      // Closing a streamed result would read it to its end.
      stop.run();
      // Reads what is in transit, and then the error of the stopped statement.
      try (statement) {
        rows.close();
      } catch (SQLException e) {
        // The session's owner checks whether it is still usable.
      }
      return;
    }
    rows.close();
    statement.close();
  }
}
