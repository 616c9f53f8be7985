package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.source.BlockSession;
import dev.plimsoll.connector.source.KeyEnds;
import dev.plimsoll.connector.source.KeyMiddle;
import dev.plimsoll.connector.source.KeySession;
import dev.plimsoll.connector.source.PlanningSession;
import dev.plimsoll.connector.source.ReadingSizes;
import dev.plimsoll.connector.source.RowLimit;
import dev.plimsoll.connector.source.SharedSnapshot;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.SourceKeys;
import dev.plimsoll.connector.source.SourceSnapshot;
import dev.plimsoll.connector.source.SqlDigest;
import dev.plimsoll.connector.source.TableAccess;
import dev.plimsoll.connector.source.WholeTable;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.RowWindow.ColumnWindow;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.connection.PostgresConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// PostgreSQL, 14 to 18, as a source.
///
/// @param limit of a row's size
public record PostgresSource(PostgresConnections connector, RowLimit limit, ReadingSizes sizes)
    implements Source {
  private static final Logger LOG = Logger.getLogger(PostgresSource.class);

  @Override
  public void check(DatabaseAddress address) throws SQLException {
    try (Connection session = connector.open(address, "plimsoll-sync check")) {
      PostgresCatalog.requireUsable(session, address);
    }
  }

  @Override
  public PlanningSession plan(DatabaseAddress address, String program) throws SQLException {
    return SourceSession.open(
        connector, address, program, session -> PostgresPlanningSession.of(session, sizes));
  }

  @Override
  public WholeTable whole(TableAccess access) throws SQLException {
    return PostgresReading.open(connector, access, limit);
  }

  @Override
  public KeySession keys(TableAccess access) throws SQLException {
    return PostgresReading.open(connector, access, limit);
  }

  @Override
  public BlockSession blocks(TableAccess access) throws SQLException {
    return PostgresReading.open(connector, access, limit);
  }

  @Override
  public boolean joinsSnapshots() {
    return true;
  }

  @Override
  public SharedSnapshot take(
      DatabaseAddress address, String program, QualifiedName table, int sessions)
      throws SQLException {
    return SourceSession.open(
        connector, address, program, session -> PostgresSnapshot.export(session, table));
  }

  @Override
  public SharedSnapshot join(SourceSnapshot exported) {
    return PostgresSnapshot.of(exported);
  }

  @Override
  public Map<QualifiedName, KeyEnds> keyEnds(
      DatabaseAddress address, String program, List<SourceTable> tables) throws SQLException {
    Map<QualifiedName, KeyEnds> ends = new HashMap<>();
    try (Connection session = SourceSession.open(connector, address, program, it -> it)) {
      try (Statement statement = session.createStatement()) {
        // The answer is optional, so it may not take longer.
        statement.execute("SET statement_timeout = '2s'");
      }
      for (SourceTable table : tables) {
        try {
          PostgresFoundTable.ends(session, table).ifPresent(found -> ends.put(table.name(), found));
        } catch (SQLException e) {
          // The table can be read without it.
          LOG.infof("key not looked at: table=%s cause=%s", table.name(), e.getMessage());
        }
      }
    }
    return ends;
  }

  @Override
  public Optional<KeyMiddle> middle(
      DatabaseAddress address,
      String program,
      PlannedTable table,
      String after,
      @Nullable String upper,
      long leastBytes)
      throws SQLException {
    try (Connection session = SourceSession.open(connector, address, program, it -> it)) {
      long bytes = PostgresCatalog.bytes(session, table.name());
      return bytes < leastBytes
          ? Optional.empty()
          : new RangeMiddle(session, table)
              .find(after, upper == null ? end(table) : upper)
              .map(found -> new KeyMiddle(found.key(), found.share(), bytes));
    }
  }

  // Rows beyond the window of an increment are not read.
  private static @Nullable String end(PlannedTable table) {
    return table.window() instanceof ColumnWindow window ? window.high() : null;
  }

  @Override
  public SqlDigest digest(DatabaseAddress address, String program, PlannedTable table)
      throws SQLException {
    String sql = DigestSql.of(table.name(), table.only(), table.columns(), RangeQuery.where(table));
    return new SqlDigest(new WatchedDigest(connector, address, program).ask(sql), sql, true);
  }

  @Override
  public SourceKeys heldKeys(
      DatabaseAddress address, String program, QualifiedName table, boolean only, List<Column> key)
      throws SQLException {
    return SourceSession.open(
        connector,
        address,
        program,
        session -> {
          PostgresSnapshot.begin(session, table);
          return new PostgresSourceKeys(session, new KeySql(table, key), only);
        });
  }
}
