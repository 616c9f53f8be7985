package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.source.SharedSnapshot;
import dev.plimsoll.connector.source.SnapshotLostException;
import dev.plimsoll.connector.source.SourceSnapshot;
import dev.plimsoll.connector.table.SourceTable;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Exported snapshot, which sessions join by its name.
///
/// It can be joined while the exporting session is in its transaction; a joined session keeps it
/// afterwards. Each session locks the table against a rewrite (ACCESS SHARE, like any reader),
/// which would move rows to other blocks. Between two sessions' locks a rewrite is still possible,
/// so the heap's file is compared.
///
/// Source: PostgreSQL documentation, "Snapshot Synchronization Functions", SET TRANSACTION.
public final class PostgresSnapshot implements SharedSnapshot {
  private static final Logger LOG = Logger.getLogger(PostgresSnapshot.class);
  // Other snapshots wait for their ping meanwhile.
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private static final String HEAP =
      """
      SELECT pg_catalog.pg_relation_filenode(c.oid)::bigint AS file,
             pg_catalog.pg_relation_size(c.oid) AS bytes
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  private static final String BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

  private final SourceSnapshot exported;
  private final @Nullable Connection holder;

  /// @param holder the exporting session; null where another process has it
  private PostgresSnapshot(SourceSnapshot exported, @Nullable Connection holder) {
    this.exported = exported;
    this.holder = holder;
  }

  /// Begins a transaction, exports its snapshot and locks the table.
  ///
  /// @param session prepared, in auto-commit mode; closed with this
  static PostgresSnapshot export(Connection session, QualifiedName table) throws SQLException {
    SourceSession.beLeftWaiting(session);
    try (Statement statement = session.createStatement()) {
      statement.execute(BEGIN);
      String name =
          Sql.of(session, "SELECT pg_catalog.pg_export_snapshot()").one(row -> row.getString(1));
      lock(statement, table);
      Heap heap = heap(session, table);
      return new PostgresSnapshot(
          new SourceSnapshot(name, heap.file(), heap.bytes() / SourceTable.BYTES_PER_PAGE),
          session);
    }
  }

  static PostgresSnapshot of(SourceSnapshot exported) {
    return new PostgresSnapshot(exported, null);
  }

  /// Begins a transaction with a snapshot of its own, and locks the table.
  ///
  /// @param session prepared, in auto-commit mode
  public static void begin(Connection session, QualifiedName table) throws SQLException {
    SourceSession.beLeftWaiting(session);
    try (Statement statement = session.createStatement()) {
      statement.execute(BEGIN);
      // The first query takes the snapshot.
      lock(statement, table);
    }
  }

  /// Begins a transaction with this snapshot in another session.
  ///
  /// @param session prepared, in auto-commit mode
  /// @throws SnapshotLostException when it is gone, or the table was rewritten since
  void join(Connection session, QualifiedName table) throws SQLException {
    SourceSession.beLeftWaiting(session);
    try (Statement statement = session.createStatement()) {
      statement.execute(BEGIN);
      try {
        statement.execute("SET TRANSACTION SNAPSHOT " + Identifiers.literal(exported.name()));
      } catch (SQLException e) {
        if (isGone(e)) {
          throw new SnapshotLostException("the session that held it has ended", e);
        }
        throw e;
      }
      lock(statement, table);
    }
    if (heap(session, table).file() != exported.heapFile()) {
      throw new SnapshotLostException("the table has been rewritten", null);
    }
  }

  // The snapshot's file is missing (until PostgreSQL 16, and since), or its session is.
  private static boolean isGone(SQLException e) {
    return switch (e.getSQLState()) {
      case "22023", "42704", "55000" -> true;
      case null, default -> false;
    };
  }

  // LOCK TABLE needs a right to the whole table; a query without rows takes the same lock.
  private static void lock(Statement statement, QualifiedName table) throws SQLException {
    statement.execute("SELECT FROM " + Identifiers.quote(table) + " LIMIT 0");
  }

  private record Heap(long file, long bytes) {}

  private static Heap heap(Connection session, QualifiedName table) throws SQLException {
    return Sql.of(session, HEAP, table.schema(), table.name())
        .first(row -> new Heap(row.getLong("file"), row.getLong("bytes")))
        .orElse(new Heap(0, 0));
  }

  @Override
  public SourceSnapshot exported() {
    return exported;
  }

  @Override
  public boolean keepAlive() {
    return holder == null || isAlive(holder, SILENCE);
  }

  /// @param silence after which the session counts as dead, and is closed
  static boolean isAlive(Connection session, Duration silence) {
    try (Statement statement = session.createStatement()) {
      session.setNetworkTimeout(Runnable::run, (int) silence.toMillis());
      return statement.execute("SELECT 1");
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() {
    if (holder != null) {
      try {
        holder.close();
      } catch (SQLException e) {
        LOG.debugf("closing a snapshot's session: %s", e.getMessage());
      }
    }
  }
}
