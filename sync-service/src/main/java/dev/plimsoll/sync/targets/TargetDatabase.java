package dev.plimsoll.sync.targets;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.postgres.SourceSession;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.config.SyncConfig;
import dev.plimsoll.sync.increment.Increment;
import dev.plimsoll.sync.storage.ObjectStore;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.targets.TableOwner.Claimant;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// PostgreSQL as a target: its tables, and the offsets of their loads, kept where the rows are.
@Singleton
public final class TargetDatabase {
  // What an application's name may have is 63 bytes: table id and partition fit in beside it.
  private static final String APPLICATION = "plimsoll-sync load";

  // Waited for, but not for long: other tables are made ready meanwhile.
  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtextextended('plimsoll.sync.prepare', 0))";

  private static final Duration PREPARE_PATIENCE = Duration.ofSeconds(2);

  private static final String HAS_OFFSETS =
      "SELECT FROM plimsoll.load_offset WHERE consumer = ? AND topic = ? LIMIT 1";

  private static final String HAS_ROWS =
      """
      SELECT FROM plimsoll.load_offset
      WHERE consumer = ? AND topic = ? AND next_offset > 0 LIMIT 1
      """;

  private static final String INSERT_OFFSET =
      """
      INSERT INTO plimsoll.load_offset (consumer, topic, partition, next_offset) VALUES (?, ?, ?, 0)
      ON CONFLICT DO NOTHING
      """;

  private static final String LOG_ROWS =
      """
      SELECT coalesce(sum(next_offset), 0)::bigint
      FROM plimsoll.load_offset WHERE consumer = ? AND topic = ?
      """;

  private final PostgresConnections connector;
  private final ObjectStore objects;
  private final String settings;
  private final StalledSessions stalled;

  public TargetDatabase(PostgresConnections connector, ObjectStore objects, SyncConfig config) {
    this.connector = connector;
    this.objects = objects;
    this.settings = settings(config.stalledAfter());
    this.stalled = new StalledSessions(config.stalledAfter(), System::nanoTime);
  }

  /// The consumer that offsets are of: one extract, so that another one of the same table starts
  /// anew.
  public static String consumer(ExtractTable table) {
    return table.extractId().toString();
  }

  public TargetSession session(DatabaseAddress address, ExtractTable table, int partition) {
    String name = sessionName(table, Integer.toString(partition));
    return new TargetSession(() -> open(address, name), objects, table, partition, stalled);
  }

  /// Sessions that hold work here, as other processes saw them.
  public StalledSessions stalled() {
    return stalled;
  }

  /// Name of a session in `pg_stat_activity`, by which work is told from other work.
  ///
  /// @param part of the table's work: a partition, or its deletes
  public static String sessionName(ExtractTable table, String part) {
    return APPLICATION + " " + table.id() + " " + part;
  }

  /// A session with the settings of a load, auto-commit off.
  ///
  /// @param name as `pg_stat_activity` shows it
  public Connection open(DatabaseAddress address, String name) throws SQLException {
    Connection connection = connector.open(address, name);
    try {
      SourceSession.beLeftWaiting(connection);
      Sql.of(connection, settings).update();
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  // Timeouts of the role are for its other work. Those set here bound how long others wait for a
  // process that is frozen or gone: between statements by the server's clock, within one, where
  // the connection is dead, by the kernel's.
  private static String settings(Duration stalled) {
    return """
        SET statement_timeout = 0;
        SET lock_timeout = %1$d;
        SET idle_in_transaction_session_timeout = %1$d;
        SET tcp_keepalives_idle = 30;
        SET tcp_keepalives_interval = 10;
        SET tcp_keepalives_count = 3;
        SET TimeZone = 'UTC';
        SET DateStyle = 'ISO';
        SET lc_monetary = 'C'
        """
        .formatted(stalled.toMillis());
  }

  /// Makes the table ready in one transaction: its load becomes the table's owner; it is created
  /// where it is missing, empty unless rows are merged into it, with its offsets at 0. Once the
  /// offsets are there and the table is its own, all of that has happened. A load of a whole table
  /// that has lost it with offsets still at 0, or at 0 again, asks for it like any other.
  ///
  /// @param known tells of the owner before
  /// @throws PlimsollException TARGET_OWNED, TARGET_MISMATCH or TARGET_NOT_EMPTY; LOCK_TIMEOUT
  ///     while another process prepares one
  public void prepare(
      DatabaseAddress address, ExtractTable table, List<Integer> partitions, KnownLoads known)
      throws SQLException {
    try (Connection connection = open(address, sessionName(table, "prepare"))) {
      waitBriefly(connection);
      Sql.of(connection, LOCK).exists();
      LoadTables.ensureSchema(connection, "plimsoll");
      LoadTables.LOAD_OFFSET.ensure(connection);
      LoadTables.TABLE_OWNER.ensure(connection);
      boolean begun = hasBegun(connection, table);
      TableOwner before =
          TableOwners.requireFree(
              connection, table.targetName(), claimant(table, begun), known::known);
      if (isReady(connection, table, before)) {
        return;
      }
      LoadTables.ensureSchema(connection, table.targetName().schema());
      Increment increment = table.definition().increment();
      if (increment == null) {
        prepareEmpty(connection, table, known);
      } else {
        MergeTarget.prepare(connection, table, increment);
      }
      TableOwners.take(connection, table);
      insertOffsets(connection, table, partitions);
      connection.commit();
      if (before != null && !before.load().equals(table.id())) {
        StalledSessions.endAll(connection, APPLICATION + " " + before.load());
        connection.commit();
      }
    }
  }

  private static void waitBriefly(Connection connection) throws SQLException {
    Sql.of(connection, "SET lock_timeout = " + PREPARE_PATIENCE.toMillis()).update();
  }

  private static Claimant claimant(ExtractTable table, boolean begun) {
    return new Claimant(table.id(), table.token().installation(), table.token().number(), begun);
  }

  /// Says that nothing more comes of a load.
  public void end(DatabaseAddress address, ExtractTable table) throws SQLException {
    try (Connection connection = open(address, sessionName(table, "end"))) {
      TableOwners.end(connection, table.id());
      connection.commit();
    }
  }

  /// Takes the rows of a load that has not ended well out of its table again.
  ///
  /// @throws PlimsollException as {@link DiscardedLoad#discard}
  public void discard(DatabaseAddress address, ExtractTable table) throws SQLException {
    try (Connection connection = open(address, "plimsoll-sync discard " + table.id())) {
      // Whoever of it still holds locks, frozen for example, has been told to stop.
      StalledSessions.endAll(connection, APPLICATION + " " + table.id() + " ");
      waitBriefly(connection);
      DiscardedLoad.discard(connection, table);
      connection.commit();
    }
  }

  private static void prepareEmpty(Connection connection, ExtractTable table, KnownLoads known)
      throws SQLException {
    List<Column> columns = table.definition().columns();
    if (TargetCheck.requireColumns(connection, table.targetName(), columns)) {
      TargetCheck.requireEmpty(connection, table.targetName(), known);
    } else {
      Sql.of(connection, createTable(table.targetName(), TargetTypes.at(connection, columns)))
          .update();
    }
  }

  public boolean isPrepared(DatabaseAddress address, ExtractTable table) throws SQLException {
    try (Connection connection = open(address, sessionName(table, "look"))) {
      return LoadTables.LOAD_OFFSET.exists(connection)
          && isReady(connection, table, TableOwners.find(connection, table.targetName()));
    }
  }

  /// An increment has begun with its offsets: rows of later ones may be there since.
  private static boolean hasBegun(Connection connection, ExtractTable table) throws SQLException {
    String begun = table.definition().increment() == null ? HAS_ROWS : HAS_OFFSETS;
    return ask(connection, begun, table);
  }

  private static boolean isReady(
      Connection connection, ExtractTable table, @Nullable TableOwner owner) throws SQLException {
    return owner != null && owner.load().equals(table.id()) && ask(connection, HAS_OFFSETS, table);
  }

  /// Columns as at the source; neither keys nor indexes, which are built after the load.
  public static String createTable(QualifiedName table, List<Column> columns) {
    return columns.stream()
        .map(TargetDatabase::columnDefinition)
        .collect(Collectors.joining(", ", "CREATE TABLE " + Identifiers.quote(table) + " (", ")"));
  }

  public static String columnDefinition(Column column) {
    return Identifiers.quote(column.name())
        + " "
        + column.declaredType()
        + (column.collation() == null
            ? ""
            : " COLLATE pg_catalog." + Identifiers.quote(column.collation()))
        + (column.notNull() ? " NOT NULL" : "");
  }

  private static void insertOffsets(
      Connection connection, ExtractTable table, List<Integer> partitions) throws SQLException {
    Sql.batch(
        connection,
        INSERT_OFFSET,
        partitions,
        partition -> Sql.row(consumer(table), table.logTopic(), partition));
  }

  /// Rows that the offsets say are loaded.
  public long loadedOffsets(DatabaseAddress address, ExtractTable table) throws SQLException {
    try (Connection connection = open(address, sessionName(table, "verify"))) {
      return Sql.of(connection, LOG_ROWS, consumer(table), table.logTopic())
          .one(row -> row.getLong(1));
    }
  }

  private static boolean ask(Connection connection, String sql, ExtractTable table)
      throws SQLException {
    return Sql.of(connection, sql, consumer(table), table.logTopic()).exists();
  }
}
