package dev.plimsoll.sync.source;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// One moment of a source that several sessions share.
///
/// A snapshot can be joined only while the session that exported it is in its transaction; who has
/// joined keeps it for itself, whatever becomes of that session. Each session locks the table
/// against being rewritten (ACCESS SHARE, as any reader has it): with other blocks, ranges of
/// blocks would mean something else. Between the end of one session's lock and the beginning of
/// another's it might have been rewritten all the same, so the file of the heap is compared.
///
/// Source: PostgreSQL documentation, "Snapshot Synchronization Functions", SET TRANSACTION.
///
/// @param name by which other sessions join it
/// @param heapFile of the table
/// @param pages of the heap, none of whose later blocks it sees
public record SourceSnapshot(String name, long heapFile, long pages) {
  private static final long BYTES_PER_PAGE = 8192;

  private static final String HEAP =
      """
      SELECT pg_catalog.pg_relation_filenode(c.oid)::bigint AS file,
             pg_catalog.pg_relation_size(c.oid) AS bytes
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  private static final String BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

  /// Begins a transaction, exports its snapshot and locks the table. The snapshot lives as long as
  /// the session is left alone.
  ///
  /// @param session prepared, in auto-commit mode
  public static SourceSnapshot export(Connection session, QualifiedName table) throws SQLException {
    SourceSession.beLeftWaiting(session);
    try (Statement statement = session.createStatement()) {
      statement.execute(BEGIN);
      String name;
      try (ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_export_snapshot()")) {
        row.next();
        name = row.getString(1);
      }
      lock(statement, table);
      Heap heap = heap(session, table);
      return new SourceSnapshot(name, heap.file(), heap.bytes() / BYTES_PER_PAGE);
    }
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

  /// Begins a transaction of this snapshot in another session.
  ///
  /// @throws SnapshotLostException when it is no more, or the table has been rewritten since
  public void join(Connection session, QualifiedName table) throws SQLException {
    SourceSession.beLeftWaiting(session);
    try (Statement statement = session.createStatement()) {
      statement.execute(BEGIN);
      try {
        statement.execute("SET TRANSACTION SNAPSHOT " + Identifiers.literal(name));
      } catch (SQLException e) {
        if (isGone(e)) {
          throw new SnapshotLostException("the session that held it has ended", e);
        }
        throw e;
      }
      lock(statement, table);
    }
    if (heap(session, table).file() != heapFile) {
      throw new SnapshotLostException("the table has been rewritten", null);
    }
  }

  // The snapshot's file is not there (until PostgreSQL 16, and since), or its session is not.
  private static boolean isGone(SQLException e) {
    return switch (e.getSQLState()) {
      case "22023", "42704", "55000" -> true;
      case null, default -> false;
    };
  }

  // LOCK TABLE would ask for a right to the whole table; reading nothing of it takes the same lock.
  private static void lock(Statement statement, QualifiedName table) throws SQLException {
    statement.execute("SELECT FROM " + Identifiers.quote(table) + " LIMIT 0");
  }

  private record Heap(long file, long bytes) {}

  private static Heap heap(Connection session, QualifiedName table) throws SQLException {
    try (PreparedStatement statement = session.prepareStatement(HEAP)) {
      statement.setString(1, table.schema());
      statement.setString(2, table.name());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? new Heap(row.getLong("file"), row.getLong("bytes")) : new Heap(0, 0);
      }
    }
  }
}
