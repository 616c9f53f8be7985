package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.increment.ColumnWatch;
import dev.plimsoll.connector.increment.IncrementSource;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Increments of a PostgreSQL.
///
/// @param session prepared, in auto-commit mode
record PostgresIncrements(Connection session) implements IncrementSource {
  private static final String FILLED =
      """
      SELECT a.attname
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
        AND (a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> '')
      """;

  private static final String IN_RECOVERY = "SELECT pg_catalog.pg_is_in_recovery()";

  // Of the same moment: what has ended by it is what a later query sees.
  private static final String ENDED =
      "SELECT pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text";

  @Override
  public Set<String> filled(SourceTable table) throws SQLException {
    try (PreparedStatement statement = session.prepareStatement(FILLED)) {
      statement.setString(1, table.name().schema());
      statement.setString(2, table.name().name());
      try (ResultSet row = statement.executeQuery()) {
        Set<String> names = new HashSet<>();
        while (row.next()) {
          names.add(row.getString(1));
        }
        return names;
      }
    }
  }

  @Override
  public @Nullable String against(SourceTable table, Column column) {
    return null;
  }

  @Override
  public @Nullable String whyUnseen(SourceTable table) throws SQLException {
    return ask(IN_RECOVERY).equals("t")
        ? "a standby does not show who is still writing: give increment.lag, or the primary"
        : null;
  }

  @Override
  public ColumnWatch watch(SourceTable table, Column column, @Nullable String lag, boolean seen) {
    return new PostgresWatch(session, table.name(), table.only(), column, lag);
  }

  @Override
  public String lateCommits() {
    return "everybody who was at work when the greatest value was seen has ended"
        + " (pg_snapshot_xmin, pg_locks)";
  }

  @Override
  public String ended(SourceTable table) throws SQLException {
    if (!table.only() || !table.plainHeap()) {
      throw PlimsollException.invalidRequest(
          table.name()
              + " has no such increments: it is no ordinary table in a heap, whose rows show their"
              + " xmin");
    }
    return ask(ENDED);
  }

  private String ask(String sql) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return Objects.requireNonNull(row.getString(1));
    }
  }
}
