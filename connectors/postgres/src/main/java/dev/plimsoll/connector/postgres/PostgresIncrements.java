package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.increment.ColumnWatch;
import dev.plimsoll.connector.increment.IncrementSource;
import dev.plimsoll.connector.increment.Observation;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.catalog.TableCatalog;
import dev.plimsoll.postgres.catalog.TableCatalog.DeclaredColumn;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Increments of a PostgreSQL table.
///
/// @param session prepared, in auto-commit mode
record PostgresIncrements(Connection session) implements IncrementSource {
  // Later queries see everything that ended before this snapshot.
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
    return SourceSession.isOfStandby(session)
        ? "a standby does not show who is still writing: give increment.lag, or the primary"
        : null;
  }

  @Override
  public ColumnWatch watch(SourceTable table, Column column, @Nullable String lag, boolean seen) {
    return new Watch(session, table.name(), table.structure().only(), column, lag);
  }

  @Override
  public String lateCommits() {
    return "everybody who was at work when the greatest value was seen has ended"
        + " (pg_snapshot_xmin, pg_locks)";
  }

  @Override
  public String ended(SourceTable table) throws SQLException {
    if (!table.structure().only() || !table.plainHeap()) {
      throw PlimsollException.invalidRequest(
          table.name()
              + " has no such increments: it is no ordinary table in a heap, whose rows show their"
              + " xmin");
    }
    return Sql.of(session, ENDED).one(row -> row.getString(1));
  }

  /// Watch of a column and of the transactions that are active.
  ///
  /// Source: PostgreSQL documentation, 9.27 (snapshots), 54.12 (`pg_locks`: every transaction holds
  /// the lock on its virtual number until it ends or is prepared), 54.16 (`pg_prepared_xacts`).
  ///
  /// @param source prepared, in auto-commit mode: each statement has a snapshot of its own
  /// @param lag null for none
  private record Watch(
      Connection source, QualifiedName table, boolean only, Column column, @Nullable String lag)
      implements ColumnWatch {
    // Without those that write nothing here: other databases, VACUUM, and this service's readers.
    private static final String OPEN =
        """
        ARRAY(
          SELECT 'virtual ' || l.virtualtransaction
          FROM pg_catalog.pg_locks l
          LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
          WHERE l.locktype = 'virtualxid' AND l.mode = 'ExclusiveLock' AND l.granted
            AND l.pid <> pg_catalog.pg_backend_pid()
            AND (a.datid IS NULL
                 OR a.datid = (SELECT d.oid FROM pg_catalog.pg_database d
                               WHERE d.datname = pg_catalog.current_database()))
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_vacuum v WHERE v.pid = l.pid)
            AND NOT coalesce(a.usename = current_user
                               AND pg_catalog.starts_with(a.application_name, 'plimsoll-sync ')
                               AND NOT pg_catalog.starts_with(
                                 a.application_name, 'plimsoll-sync load'), false)
        ) AS open
        """;

    // One statement: its snapshot precedes the list, so no open transaction is missed.
    private static final String OBSERVE =
        """
        SELECT (SELECT pg_catalog.max(%1$s) FROM %2$s WHERE %3$s)::text AS greatest,
               pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text AS xmax,
        """
            + OPEN;

    private static final String NOW =
        """
        SELECT pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())::text AS xmin,
        """
            + OPEN;

    // Read last: a transaction is listed here before its virtual number vanishes.
    private static final String PREPARED =
        """
        SELECT 'prepared ' || transaction || ' ' || pg_catalog.quote_literal(gid)
        FROM pg_catalog.pg_prepared_xacts WHERE database = pg_catalog.current_database()
        """;

    @Override
    public Optional<Observation> observe(@Nullable String low) throws SQLException {
      String name = Identifiers.quote(column.name());
      String from = Identifiers.relation(table, only);
      String beyond = low == null ? "true" : name + " > " + RangeQuery.constant(low, column);
      String bounded = lag == null ? beyond : beyond + " AND " + name + " <= " + behind(from, lag);
      return Sql.of(source, OBSERVE.formatted(name, from, bounded))
          .one(
              row -> {
                String greatest = row.getString("greatest");
                if (greatest == null) {
                  return Optional.empty();
                }
                long xmax = Long.parseUnsignedLong(row.getString("xmax"));
                return Optional.of(new Observation(greatest, xmax, open(row, prepared())));
              });
    }

    @Override
    public Now now() throws SQLException {
      return Sql.of(source, NOW)
          .one(
              row -> {
                Set<String> prepared = prepared();
                long xmin = Long.parseUnsignedLong(row.getString("xmin"));
                return new Now(xmin, open(row, prepared), prepared);
              });
    }

    private Set<String> prepared() throws SQLException {
      return new TreeSet<>(Sql.of(source, PREPARED).list(row -> row.getString(1)));
    }

    private static Set<String> open(ResultSet row, Set<String> prepared) throws SQLException {
      Set<String> open = new TreeSet<>(Columns.texts(row, "open"));
      open.addAll(prepared);
      return open;
    }

    @Override
    public boolean isBeyond(String value, String low) throws SQLException {
      String sql =
          "SELECT " + RangeQuery.constant(value, column) + " > " + RangeQuery.constant(low, column);
      return Sql.of(source, sql).one(row -> row.getBoolean(1));
    }

    /// Upper bound of the column's values under a lag.
    ///
    /// A `timestamptz` is compared with the server's clock, so the last rows come even if none
    /// follows. Timestamps without a zone and numbers have no known clock: they lag behind the
    /// greatest value.
    private String behind(String from, String by) {
      String greatest =
          "(SELECT pg_catalog.max(" + Identifiers.quote(column.name()) + ") FROM " + from + ")";
      String amount = Identifiers.literal(by);
      return switch (column.type()) {
        case TIMESTAMPTZ -> "pg_catalog.now() - " + amount + "::interval";
        case TIMESTAMP -> greatest + " - " + amount + "::interval";
        default -> greatest + " - " + amount + "::pg_catalog.\"numeric\"";
      };
    }
  }
}
