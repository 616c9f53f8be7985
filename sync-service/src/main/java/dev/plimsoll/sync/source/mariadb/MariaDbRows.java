package dev.plimsoll.sync.source.mariadb;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.column.ByteBuilder;
import dev.plimsoll.sync.column.UncarriedValueException;
import dev.plimsoll.sync.source.RowName;
import dev.plimsoll.sync.source.SourceRows;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All rows of a table in one streamed statement: one row in memory, whatever the table's size. The
/// session is this one's alone and ended with it.
public final class MariaDbRows implements SourceRows {
  /// The driver reads so many rows ahead. One, so that rows of many megabytes do not add up; it
  /// costs nothing to speak of, since the socket is read in larger pieces.
  private static final int READ_AHEAD = 1;

  private final MariaDbSession session;
  private final MariaDbTable table;
  private final FieldReader[] readers;
  private final PreparedStatement statement;
  private final ResultSet rows;
  private final ByteBuilder tuple = new ByteBuilder(1024);
  private boolean ended;
  private long read;

  private MariaDbRows(MariaDbSession session, MariaDbTable table) throws SQLException {
    this.session = session;
    this.table = table;
    readers = table.mapped().stream().map(MariaDbColumn::reader).toArray(FieldReader[]::new);
    statement =
        session
            .connection()
            .prepareStatement(
                table.select(), ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    statement.setFetchSize(READ_AHEAD);
    rows = statement.executeQuery();
  }

  /// @param session ended when the rows are closed, or when this fails
  /// @throws PlimsollException with what the server says
  public static MariaDbRows stream(MariaDbSession session, MariaDbTable table) {
    try {
      return new MariaDbRows(session, table);
    } catch (SQLException e) {
      session.close();
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
    tuple.clear();
    tuple.putShort(readers.length);
    for (int i = 0; i < readers.length; i++) {
      try {
        readers[i].copy(rows, i + 1, tuple);
      } catch (UncarriedValueException e) {
        throw uncarried(i, e);
      }
    }
    return Arrays.copyOf(tuple.array(), tuple.size());
  }

  private PlimsollException uncarried(int index, UncarriedValueException cause)
      throws SQLException {
    UncarriedValueException inColumn = cause.in(table.mapped().get(index).column().name());
    return new PlimsollException(
        ErrorCode.VALUE_NOT_CARRIED, table.name() + ": " + inColumn.of(row()), inColumn);
  }

  private String row() throws SQLException {
    List<String> key = table.readingKey();
    if (key.isEmpty()) {
      return RowName.byOrdinal(read);
    }
    List<String> names = table.mapped().stream().map(column -> column.column().name()).toList();
    List<String> values = new ArrayList<>();
    for (String name : key) {
      values.add(rows.getString(names.indexOf(name) + 1));
    }
    return RowName.byKey(key, values);
  }

  /// Ends the session; where rows are left, without reading them.
  @Override
  public void close() throws SQLException {
    if (!ended) {
      // Closing a streamed result would read it to its end.
      session.abort();
      return;
    }
    try (session) {
      rows.close();
      statement.close();
    }
  }
}
