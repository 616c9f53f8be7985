package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.loading.BatchFiles;
import dev.plimsoll.connector.loading.BatchLoading;
import dev.plimsoll.connector.loading.KeyDeletes;
import dev.plimsoll.connector.loading.KnownLoads;
import dev.plimsoll.connector.loading.Merging;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.connector.loading.Target;
import dev.plimsoll.connector.loading.TargetPlanning;
import dev.plimsoll.connector.postgres.DigestSql;
import dev.plimsoll.connector.postgres.RangeQuery;
import dev.plimsoll.connector.postgres.SourceSession;
import dev.plimsoll.connector.postgres.WatchedDigest;
import dev.plimsoll.connector.postgres.loading.TableOwner.Claimant;
import dev.plimsoll.connector.source.SqlDigest;
import dev.plimsoll.connector.table.RowWindow;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// PostgreSQL as a target: its tables, and the offsets of their loads in the same database.
public final class PostgresTarget implements Target {
  // An application name has at most 63 bytes, enough for table id and partition, too.
  private static final String APPLICATION = "plimsoll-sync load";

  // A short wait: other tables are prepared meanwhile.
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
  private final String settings;
  private final StalledSessions stalled;

  /// @param stalledAfter silence after which others end a session
  public PostgresTarget(PostgresConnections connector, Duration stalledAfter) {
    this.connector = connector;
    this.settings = settings(stalledAfter);
    this.stalled = new StalledSessions(stalledAfter, System::nanoTime);
  }

  /// Consumer of offsets: the extract, so that another one of the same table starts at 0.
  static String consumer(TableLoad table) {
    return table.extractId().toString();
  }

  @Override
  public TargetPlanning plan(DatabaseAddress address, String program) {
    return new PostgresTargetPlanning(connector.open(address, program));
  }

  @Override
  public BatchLoading load(
      DatabaseAddress address, TableLoad table, int partition, BatchFiles files) {
    String name = sessionName(table, Integer.toString(partition));
    return new PostgresBatchLoading(() -> open(address, name), files, table, partition, stalled);
  }

  @Override
  public Optional<KeyDeletes> deletes(DatabaseAddress address, TableLoad table)
      throws SQLException {
    String name = sessionName(table, "deletes");
    Connection writer = open(address, name);
    try {
      if (PostgresKeyDeletes.isAlone(writer, table)) {
        return Optional.of(new PostgresKeyDeletes(connector, address, table, writer));
      }
      stalled.look(writer, name);
    } catch (SQLException | RuntimeException e) {
      writer.close();
      throw e;
    }
    writer.close();
    return Optional.empty();
  }

  @Override
  public SqlDigest digest(
      DatabaseAddress address, String program, TableLoad table, @Nullable RowWindow window)
      throws SQLException {
    String condition = RangeQuery.ofWindow(window, table.columns());
    String sql =
        DigestSql.of(
            table.targetName(),
            false,
            table.columns(),
            condition == null ? "" : " WHERE " + condition);
    WatchedDigest digest = new WatchedDigest(connector, address, program);
    return new SqlDigest(digest.ask(sql, PostgresTarget::requirePrimary), sql, true);
  }

  /// Name of a session in `pg_stat_activity`, which identifies its work.
  ///
  /// @param part of the table's work: a partition, or its deletes
  static String sessionName(TableLoad table, String part) {
    return APPLICATION + " " + table.id() + " " + part;
  }

  /// A session with the settings of a load, auto-commit off.
  ///
  /// @param name as `pg_stat_activity` shows it
  private Connection open(DatabaseAddress address, String name) throws SQLException {
    Connection connection = connector.open(address, name);
    try {
      SourceSession.beLeftWaiting(connection);
      Sql.of(connection, settings).update();
      requirePrimary(connection);
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /// A standby cannot be written to, and what it has is no proof either: it may be older than what
  /// was loaded.
  ///
  /// @throws PlimsollException CONNECTION_LOST: in a failover it passes
  static void requirePrimary(Connection connection) throws SQLException {
    if (SourceSession.isOfStandby(connection)) {
      throw new PlimsollException(
          ErrorCode.CONNECTION_LOST, "the target is a standby, which may lag behind its primary");
    }
  }

  // These timeouts replace the role's. They bound how long others wait for a frozen or lost
  // process: between statements by the server, within one, on a dead connection, by the kernel.
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

  @Override
  public void prepare(
      DatabaseAddress address, TableLoad table, List<Integer> partitions, KnownLoads known)
      throws SQLException {
    try (Connection connection = open(address, sessionName(table, "prepare"))) {
      waitBriefly(connection);
      Sql.of(connection, LOCK).exists();
      LoadTables.ensureSchema(connection, "plimsoll");
      LoadTables.LOAD_OFFSET.ensure(connection);
      LoadTables.TABLE_OWNER.ensure(connection);
      boolean begun = hasBegun(connection, table);
      TableOwner before =
          TableOwners.requireFree(connection, table.targetName(), claimant(table, begun), known);
      if (isReady(connection, table, before)) {
        return;
      }
      LoadTables.ensureSchema(connection, table.targetName().schema());
      Merging merging = table.merging();
      if (merging == null) {
        prepareEmpty(connection, table, known);
      } else {
        MergeTarget.prepare(connection, table, merging);
      }
      TableOwners.take(connection, table);
      insertOffsets(connection, table, partitions);
      connection.commit();
      if (before != null && !before.load().equals(table.id())) {
        StalledSessions.endAll(connection, APPLICATION + " " + before.load());
        connection.commit();
      }
    } catch (SQLException e) {
      throw TargetErrors.unlessReadOnly(e);
    }
  }

  private static void waitBriefly(Connection connection) throws SQLException {
    Sql.of(connection, "SET lock_timeout = " + PREPARE_PATIENCE.toMillis()).update();
  }

  private static Claimant claimant(TableLoad table, boolean begun) {
    return new Claimant(table.id(), table.token().installation(), table.token().number(), begun);
  }

  @Override
  public void end(DatabaseAddress address, TableLoad table) throws SQLException {
    try (Connection connection = open(address, sessionName(table, "end"))) {
      TableOwners.end(connection, table.id());
      connection.commit();
    } catch (SQLException e) {
      throw TargetErrors.unlessReadOnly(e);
    }
  }

  @Override
  public void discard(DatabaseAddress address, TableLoad table) throws SQLException {
    try (Connection connection = open(address, "plimsoll-sync discard " + table.id())) {
      // A frozen process of the load may still hold locks.
      StalledSessions.endAll(connection, APPLICATION + " " + table.id() + " ");
      waitBriefly(connection);
      DiscardedLoad.discard(connection, table);
      connection.commit();
    } catch (SQLException e) {
      throw TargetErrors.unlessReadOnly(e);
    }
  }

  private static void prepareEmpty(Connection connection, TableLoad table, KnownLoads known)
      throws SQLException {
    List<Column> columns = table.columns();
    if (TargetCheck.requireColumns(connection, table.targetName(), columns)) {
      TargetCheck.requireEmpty(connection, table.targetName(), known);
    } else {
      Sql.of(connection, createTable(table.targetName(), TargetTypes.at(connection, columns)))
          .update();
    }
  }

  @Override
  public boolean isPrepared(DatabaseAddress address, TableLoad table) throws SQLException {
    try (Connection connection = open(address, sessionName(table, "look"))) {
      return LoadTables.LOAD_OFFSET.exists(connection)
          && isReady(connection, table, TableOwners.find(connection, table.targetName()));
    }
  }

  /// Whether a load has begun: an increment with its offsets, another load with its rows.
  private static boolean hasBegun(Connection connection, TableLoad table) throws SQLException {
    String begun = table.merging() == null ? HAS_ROWS : HAS_OFFSETS;
    return ask(connection, begun, table);
  }

  private static boolean isReady(Connection connection, TableLoad table, @Nullable TableOwner owner)
      throws SQLException {
    return owner != null && owner.load().equals(table.id()) && ask(connection, HAS_OFFSETS, table);
  }

  /// The source's columns without keys or indexes, which are built after the load.
  public static String createTable(QualifiedName table, List<Column> columns) {
    return columns.stream()
        .map(PostgresTarget::columnDefinition)
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
      Connection connection, TableLoad table, List<Integer> partitions) throws SQLException {
    Sql.batch(
        connection,
        INSERT_OFFSET,
        partitions,
        partition -> Sql.row(consumer(table), table.logTopic(), partition));
  }

  @Override
  public long loadedOffsets(DatabaseAddress address, TableLoad table) throws SQLException {
    try (Connection connection = open(address, sessionName(table, "verify"))) {
      return Sql.of(connection, LOG_ROWS, consumer(table), table.logTopic())
          .one(row -> row.getLong(1));
    }
  }

  private static boolean ask(Connection connection, String sql, TableLoad table)
      throws SQLException {
    return Sql.of(connection, sql, consumer(table), table.logTopic()).exists();
  }
}
