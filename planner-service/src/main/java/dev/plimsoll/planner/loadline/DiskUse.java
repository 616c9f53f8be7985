package dev.plimsoll.planner.loadline;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// Disk usage of a load line, kept to the real sizes of built indexes. Dropped indexes are
/// returned. A database that cannot be read changes nothing.
@ApplicationScoped
public class DiskUse {
  private static final Logger LOG = Logger.getLogger(DiskUse.class);
  private static final String APPLICATION = "plimsoll-planner-disk";

  private static final String KEPT =
      """
      SELECT id, table_schema, planned::json ->> 'indexName' AS name, kept_bytes FROM builds
      WHERE database = ? AND kept_bytes > 0 AND state NOT IN ('DISPATCHED', 'RUNNING')
      """;

  // By its final name, or its build's own.
  private static final String SEEN =
      """
      SELECT coalesce(sum(pg_catalog.pg_relation_size(c.oid)), 0)::bigint AS bytes
      FROM unnest(?::text[], ?::text[], ?::text[]) WITH ORDINALITY AS k (schema, name, own, n)
      LEFT JOIN pg_catalog.pg_namespace s ON s.nspname = k.schema
      LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = s.oid AND c.relkind IN ('i', 'I')
        AND c.relname IN (k.name, k.own)
      GROUP BY k.n ORDER BY k.n
      """;

  private static final String LOCK = "SELECT 1 FROM load_lines WHERE database = ? FOR UPDATE";

  private static final String CHANGE =
      """
      WITH seen AS (
        SELECT * FROM unnest(?::uuid[], ?::bigint[], ?::bigint[]) AS s (id, before, bytes)
      ),
      changed AS (
        UPDATE builds b SET kept_bytes = seen.bytes FROM seen
        WHERE b.id = seen.id AND b.kept_bytes = seen.before
          AND b.state NOT IN ('DISPATCHED', 'RUNNING')
        RETURNING b.id, b.attempt, seen.bytes - seen.before AS delta
      ),
      line AS (
        UPDATE load_lines l SET
          used_disk_bytes = greatest(0, l.used_disk_bytes + (SELECT sum(delta) FROM changed)),
          generation = l.generation + 1
        WHERE l.database = ? AND EXISTS (SELECT FROM changed)
        RETURNING l.*
      )
      %1$s
      SELECT l.database, changed.id, changed.attempt, 'DISK', 0, 0, 0, 0, changed.delta, 0,
        %2$s
      FROM line l, changed
      """
          .formatted(LedgerHistory.ENTER, LedgerHistory.AFTER);

  private final Transactions transactions;
  private final PostgresConnections connector;

  public DiskUse(DataSource dataSource, PostgresConnections connector) {
    this.transactions = new Transactions(dataSource);
    this.connector = connector.forLooks();
  }

  private record Kept(UUID id, String schema, String name, long bytes) {
    private String own() {
      return "plimsoll_build_" + id.toString().replace("-", "").substring(0, 12);
    }
  }

  /// Reads the indexes that are left of a database's builds. In a transaction of its own.
  public void look(String database, DatabaseAddress address) {
    try {
      List<Kept> kept = kept(database);
      if (!kept.isEmpty()) {
        change(database, kept, seen(address, kept));
      }
    } catch (SQLException | PlimsollException e) {
      LOG.debugf(e, "database=%s its indexes could not be looked at", database);
    }
  }

  private List<Kept> kept(String database) throws SQLException {
    return transactions.statements(
        connection ->
            Sql.of(connection, KEPT, database)
                .list(
                    row ->
                        new Kept(
                            row.getObject("id", UUID.class),
                            row.getString("table_schema"),
                            row.getString("name"),
                            row.getLong("kept_bytes"))));
  }

  private List<Long> seen(DatabaseAddress address, List<Kept> kept) throws SQLException {
    try (Connection connection = connector.open(address, APPLICATION)) {
      return Sql.of(
              connection,
              SEEN,
              kept.stream().map(Kept::schema).toArray(String[]::new),
              kept.stream().map(Kept::name).toArray(String[]::new),
              kept.stream().map(Kept::own).toArray(String[]::new))
          .list(row -> row.getLong("bytes"));
    }
  }

  private void change(String database, List<Kept> kept, List<Long> seen) throws SQLException {
    List<UUID> ids = new ArrayList<>();
    List<Long> before = new ArrayList<>();
    List<Long> after = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      if (seen.get(i) != kept.get(i).bytes()) {
        ids.add(kept.get(i).id());
        before.add(kept.get(i).bytes());
        after.add(seen.get(i));
      }
    }
    if (ids.isEmpty()) {
      return;
    }
    transactions.run(
        connection -> {
          Sql.of(connection, LOCK, database).exists();
          return Sql.of(
                  connection,
                  CHANGE,
                  ids.toArray(UUID[]::new),
                  before.toArray(Long[]::new),
                  after.toArray(Long[]::new),
                  database)
              .update();
        });
  }
}
