package dev.plimsoll.sync.load;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.postgres.KeySql;
import dev.plimsoll.connector.postgres.PostgresSnapshot;
import dev.plimsoll.connector.postgres.SourceSession;
import dev.plimsoll.connector.source.SourceKeys;
import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.sync.increment.DeleteLimit;
import dev.plimsoll.sync.increment.Increment;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import dev.plimsoll.sync.recovery.FaultPoints;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.registry.Sources;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableDefinition;
import dev.plimsoll.sync.targets.DeleteProgress;
import dev.plimsoll.sync.targets.KeyDifference;
import dev.plimsoll.sync.targets.RowVersions;
import dev.plimsoll.sync.targets.TableOwners;
import dev.plimsoll.sync.targets.TargetDatabase;
import dev.plimsoll.sync.targets.TargetErrors;
import dev.plimsoll.sync.targets.TargetTypes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/// Deletes at the target what the source has no more. All keys are compared first, so that nothing
/// is deleted where that would be more than the limit.
///
/// No row that was written meanwhile is deleted. The target is read in a snapshot taken before the
/// source's, so a key that it has and the source lacks was deleted there, not yet to come; what is
/// deleted is the version of the row that was read, and one that was written since is another. No
/// other increment of the table is merged meanwhile, since this one holds the watermark.
///
/// A range's deletes are one transaction with what was deleted so far, so that whoever goes on
/// counts none twice, and keeps to the limit. They compare again, under new snapshots.
@Singleton
public final class KeyComparison {
  private static final Logger LOG = Logger.getLogger(KeyComparison.class);
  private static final String APPLICATION = "plimsoll-sync deletes";

  private static final String ALONE = "SELECT pg_try_advisory_lock(hashtextextended(?, 0))";

  private final PostgresConnections connector;
  private final Sources sources;
  private final TargetDatabase target;
  private final Registry registry;
  private final FaultPoints faults;

  public KeyComparison(
      PostgresConnections connector,
      Sources sources,
      TargetDatabase target,
      Registry registry,
      FaultPoints faults) {
    this.connector = connector;
    this.sources = sources;
    this.target = target;
    this.registry = registry;
    this.faults = faults;
  }

  /// Compares and deletes what is left to delete.
  ///
  /// @param table loaded, of an increment with deletes
  /// @param wanted asked before each range
  /// @return rows deleted in all; empty where another process is at it
  /// @throws PlimsollException TOO_MANY_DELETES, ROW_REFUSED where the target keeps a row,
  ///     TARGET_REPLACED, INTERRUPTED when it is wanted no longer, or that a server cannot be
  ///     reached
  OptionalLong run(ExtractTable table, BooleanSupplier wanted) throws SQLException {
    DatabaseAddress address = registry.loadedByBatches(Objects.requireNonNull(table.target()));
    String name = TargetDatabase.sessionName(table, "deletes");
    try (Connection writer = target.open(address, name)) {
      boolean alone =
          Sql.of(writer, ALONE, "plimsoll.sync.deletes " + table.id())
              .one(row -> row.getBoolean(1));
      if (!alone) {
        target.stalled().look(writer, name);
        return OptionalLong.empty();
      }
      DeleteProgress progress = atTarget(table, () -> DeleteProgress.read(writer, table));
      writer.commit();
      if (!progress.finished()) {
        try (Connection there = atTarget(table, () -> snapshot(address, table.targetName()));
            SourceKeys source = atSource(table, sql(table, table.name()))) {
          KeyDifference difference =
              new KeyDifference(atTarget(there, sql(table, table.targetName())), there, source);
          progress = delete(table, difference, writer, progress, new Pulse(writer, wanted));
        }
      }
      return OptionalLong.of(progress.deleted());
    }
  }

  /// Says of the writer, now and then, that it is at work: while keys are compared it is idle.
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
          throw ExceptionCodes.of(e);
        }
      }
      return wanted.getAsBoolean();
    }
  }

  @FunctionalInterface
  private interface Work<T> {
    T run() throws SQLException;
  }

  // What is missing or refused there means something else than at the source.
  private static <T> T atTarget(ExtractTable table, Work<T> work) throws SQLException {
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

  /// @param name of the table, there
  private static KeySql sql(ExtractTable table, QualifiedName name) {
    TableDefinition definition = table.definition();
    return new KeySql(name, Column.named(definition.primaryKey(), definition.columns()));
  }

  private static KeySql atTarget(Connection there, KeySql sql) throws SQLException {
    return new KeySql(sql.table(), TargetTypes.at(there, sql.key()));
  }

  private SourceKeys atSource(ExtractTable table, KeySql sql) throws SQLException {
    KnownDatabase source = registry.source(table.source());
    return sources
        .of(source.kind())
        .heldKeys(
            source.address(), APPLICATION, table.name(), table.definition().only(), sql.key());
  }

  private Connection snapshot(DatabaseAddress address, QualifiedName table) throws SQLException {
    Connection session = connector.open(address, APPLICATION);
    try {
      SourceSession.prepare(session);
      PostgresSnapshot.begin(session, table);
      return session;
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  private DeleteProgress delete(
      ExtractTable table,
      KeyDifference difference,
      Connection writer,
      DeleteProgress from,
      BooleanSupplier wanted)
      throws SQLException {
    KeyDifference.Found found = difference.find(wanted);
    requireWithinLimit(table, found, from.deleted());
    DeleteProgress progress = from;
    Iterator<KeyRange> ranges = found.ranges().iterator();
    do {
      KeyDifference.requireWanted(wanted);
      long deleted = 0;
      if (ranges.hasNext()) {
        RowVersions gone = difference.gone(ranges.next());
        TableOwners.require(writer, table);
        deleted = atTarget(table, () -> difference.delete(writer, gone));
      }
      progress = progress.next(deleted, !ranges.hasNext());
      keep(table, writer, progress);
    } while (!progress.finished());
    LOG.infof(
        "keys compared: table=%s keys=%d deleted=%d ranges-with-deletes=%d",
        table.name(), found.keys(), progress.deleted(), found.ranges().size());
    return progress;
  }

  private static void requireWithinLimit(
      ExtractTable table, KeyDifference.Found found, long deletedBefore) {
    Increment increment = Objects.requireNonNull(table.definition().increment());
    DeleteLimit limit = Objects.requireNonNull(increment.deletes());
    String exceeded = limit.exceededBy(deletedBefore + found.gone(), deletedBefore + found.keys());
    if (exceeded != null) {
      throw new PlimsollException(
          ErrorCode.TOO_MANY_DELETES,
          "%s: %s; %s"
              .formatted(
                  table.name(),
                  exceeded,
                  deletedBefore == 0
                      ? "none was deleted"
                      : deletedBefore + " were deleted before"));
    }
  }

  private void keep(ExtractTable table, Connection writer, DeleteProgress progress)
      throws SQLException {
    progress.keep(writer, table);
    faults.reached(SideEffect.COMMIT_DELETES, Moment.BEFORE);
    writer.commit();
    faults.reached(SideEffect.COMMIT_DELETES, Moment.AFTER);
  }
}
