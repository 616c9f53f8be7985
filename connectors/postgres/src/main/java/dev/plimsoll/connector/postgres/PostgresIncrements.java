package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.increment.ColumnWatch;
import dev.plimsoll.connector.increment.IncrementSource;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.catalog.TableCatalog;
import dev.plimsoll.postgres.catalog.TableCatalog.DeclaredColumn;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Increments of a PostgreSQL.
///
/// @param session prepared, in auto-commit mode
record PostgresIncrements(Connection session) implements IncrementSource {
  private static final String IN_RECOVERY = "SELECT pg_catalog.pg_is_in_recovery()";

  // Of the same moment: what has ended by it is what a later query sees.
  private static final String ENDED =
      "SELECT pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text";

  @Override
  public Set<String> filled(SourceTable table) throws SQLException {
    return TableCatalog.columns(session, table.name()).stream()
        .filter(DeclaredColumn::filled)
        .map(DeclaredColumn::name)
        .collect(Collectors.toSet());
  }

  @Override
  public @Nullable String against(SourceTable table, Column column) {
    return null;
  }

  @Override
  public @Nullable String whyUnseen(SourceTable table) throws SQLException {
    return Sql.of(session, IN_RECOVERY).one(row -> row.getBoolean(1))
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
    return Sql.of(session, ENDED).one(row -> row.getString(1));
  }
}
