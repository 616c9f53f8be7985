package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.ByteBuilder;
import dev.plimsoll.connector.column.UnsupportedValueException;
import dev.plimsoll.connector.source.SourceRows;
import dev.plimsoll.connector.table.RowName;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of one streamed statement: one row in memory, whatever their number.
public final class MariaDbRows implements SourceRows {
  /// Rows that the driver reads ahead: one, so that rows of many megabytes do not add up, and more
  /// where a row cannot be that large.
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
            .prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    statement.setFetchSize(readAhead(table));
    rows = statement.executeQuery();
  }

  private static int readAhead(MariaDbTable table) {
    return Math.clamp(READ_AHEAD_BYTES / table.widestRow(), 1, MOST_READ_AHEAD);
  }

  /// How a statement is stopped whose rows are not wanted any more.
  @FunctionalInterface
  interface Stop {
    void run() throws SQLException;
  }

  /// Some rows of a table.
  ///
  /// @param session its owner ends it
  /// @throws PlimsollException with what the server says
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

  /// Where rows are left, they are not read.
  @Override
  public void close() throws SQLException {
    if (!ended) {
      // Closing a streamed result would read it to its end.
      stop.run();
      closeStopped();
      return;
    }
    rows.close();
    statement.close();
  }

  // What was on its way is read, and then the error that the statement was stopped by.
  private void closeStopped() {
    try (statement) {
      rows.close();
    } catch (SQLException e) {
      // Whether the session is of more use is asked by who has it.
    }
  }
}
