package dev.plimsoll.connector.mariadb;

import dev.plimsoll.connector.column.UnsupportedValueException;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far a column of MariaDB reaches.
///
/// @param table with all of its columns
/// @param lag that it stays behind by: microseconds of a moment, else a whole number; null for none
public record MariaDbGreatest(
    MariaDbSession session, MariaDbTable table, String column, @Nullable String lag) {
  /// The greatest value beyond another; empty where there is none.
  ///
  /// @param low null for the first row
  /// @throws PlimsollException VALUE_NOT_CARRIED, or with what the server says
  public Optional<String> beyond(@Nullable String low) {
    MariaDbColumn by = table.column(column);
    String index = new MariaDbCatalog(session).indexOf(table, column);
    @Nullable String behind = lag == null ? null : MariaDbQuery.behind(table, by, lag);
    try {
      return MariaDbEdge.ask(session, by, MariaDbQuery.greatest(table, by, index, low, behind));
    } catch (SQLException e) {
      throw MariaDbErrors.of(e);
    } catch (UnsupportedValueException e) {
      throw new PlimsollException(
          ErrorCode.VALUE_NOT_CARRIED,
          table.name() + ": " + e.in(column).of("the last row by it"),
          e);
    }
  }

  /// @throws PlimsollException with what the server says
  public boolean isBeyond(String value, String low) {
    String sql = MariaDbQuery.isGreater(table.column(column), value, low);
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    } catch (SQLException e) {
      throw MariaDbErrors.of(e);
    }
  }
}
