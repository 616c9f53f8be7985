package dev.plimsoll.connector.postgres.loading;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.loading.DeleteProgress;
import dev.plimsoll.connector.loading.KeyDeletes;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.connector.postgres.KeySql;
import dev.plimsoll.connector.postgres.KeyTexts;
import dev.plimsoll.connector.postgres.PostgresSnapshot;
import dev.plimsoll.connector.postgres.SourceSession;
import dev.plimsoll.connector.source.SourceKeys;
import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Deletes in a PostgreSQL table: one session compares keys in its snapshot, another one deletes.
final class PostgresKeyDeletes implements KeyDeletes {
  private static final String APPLICATION = "plimsoll-sync deletes";

  private static final String ALONE = "SELECT pg_try_advisory_lock(hashtextextended(?, 0))";

  private static final String READ =
      "SELECT deleted, finished FROM plimsoll.delete_progress WHERE consumer = ? AND topic = ?";

  private static final String KEEP =
      """
      INSERT INTO plimsoll.delete_progress (consumer, topic, deleted, finished)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (consumer, topic) DO UPDATE
      SET deleted = excluded.deleted, finished = excluded.finished
      """;

  private final PostgresConnections connector;
  private final DatabaseAddress address;
  private final TableLoad table;
  private final Connection writer;
  private DeleteProgress progress;
  private @Nullable Connection snapshot;
  private @Nullable KeyDifference difference;
  private BooleanSupplier wanted = () -> true;

  /// @param writer auto-commit off, holding the lock of [#isAlone]; closed with this
  PostgresKeyDeletes(
      PostgresConnections connector, DatabaseAddress address, TableLoad table, Connection writer)
      throws SQLException {
    this.connector = connector;
    this.address = address;
    this.table = table;
    this.writer = writer;
    this.progress =
        atTarget(
            () ->
                Sql.of(writer, READ, PostgresTarget.consumer(table), table.logTopic())
                    .first(row -> new DeleteProgress(row.getLong(1), row.getBoolean(2)))
                    .orElse(new DeleteProgress(0, false)));
    writer.commit();
  }

  /// Locks the table's deletes for this session, unless another one holds the lock.
  static boolean isAlone(Connection writer, TableLoad table) throws SQLException {
    return Sql.of(writer, ALONE, "plimsoll.sync.deletes " + table.id())
        .one(row -> row.getBoolean(1));
  }

  @Override
  public DeleteProgress progress() {
    return progress;
  }

  @Override
  public void takeSnapshot() throws SQLException {
    Connection session = connector.open(address, APPLICATION);
    snapshot = session;
    atTarget(
        () -> {
          PostgresTarget.requirePrimary(session);
          SourceSession.prepare(session);
          PostgresSnapshot.begin(session, table.targetName());
          return true;
        });
  }

  @Override
  public Found compare(SourceKeys source, BooleanSupplier stillWanted) throws SQLException {
    Connection session = Objects.requireNonNull(snapshot, "no snapshot was taken");
    List<String> key = Objects.requireNonNull(table.merging(), "it does not merge").key();
    wanted = new Pulse(writer, stillWanted);
    KeySql sql =
        new KeySql(table.targetName(), TargetTypes.at(session, Column.named(key, table.columns())));
    KeyDifference found = new KeyDifference(sql, session, source);
    difference = found;
    return found.find(wanted);
  }

  @Override
  public void delete(@Nullable KeyRange range, boolean isLast) throws SQLException {
    KeyDifference.requireWanted(wanted);
    long deleted = 0;
    if (range != null) {
      KeyDifference found = Objects.requireNonNull(difference, "nothing was compared");
      KeyTexts gone = found.gone(range);
      TableOwners.require(writer, table);
      deleted = atTarget(() -> found.delete(writer, gone));
    }
    progress = new DeleteProgress(progress.deleted() + deleted, isLast);
    Sql.of(
            writer,
            KEEP,
            PostgresTarget.consumer(table),
            table.logTopic(),
            progress.deleted(),
            progress.finished())
        .update();
  }

  @Override
  public void commit() throws SQLException {
    writer.commit();
  }

  @Override
  public void close() throws SQLException {
    try (writer) {
      if (snapshot != null) {
        snapshot.close();
      }
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T run() throws SQLException;
  }

  // At the target, errors have another meaning than at the source.
  private <T> T atTarget(Work<T> work) throws SQLException {
    try {
      return work.run();
    } catch (SQLException e) {
      PlimsollException meaning = TargetErrors.meaning(e, table.targetName());
      if (meaning != null) {
        throw meaning;
      }
      throw e;
    }
  }

  /// Heartbeat of the writer, which is idle while keys are compared.
  private static final class Pulse implements BooleanSupplier {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final Connection writer;
    private final BooleanSupplier wanted;
    private long last = System.nanoTime();

    Pulse(Connection writer, BooleanSupplier wanted) {
      this.writer = writer;
      this.wanted = wanted;
    }

    @Override
    public boolean getAsBoolean() {
      long now = System.nanoTime();
      if (now - last > INTERVAL_NANOS) {
        last = now;
        try {
          Sql.of(writer, "SELECT 1").exists();
          writer.commit();
        } catch (SQLException e) {
          throw lost(e);
        }
      }
      return wanted.getAsBoolean();
    }

    private static PlimsollException lost(SQLException e) {
      ErrorCode code =
          SqlStates.state(e) == null ? ErrorCode.CONNECTION_LOST : SqlStates.errorCode(e);
      return new PlimsollException(code, SqlStates.firstLine(e), e);
    }
  }
}
