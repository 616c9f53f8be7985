package dev.plimsoll.sync.load;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.loading.KeyDeletes;
import dev.plimsoll.connector.source.SourceKeys;
import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.connector.table.KeyRange;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.sync.increment.DeleteLimit;
import dev.plimsoll.sync.increment.Increment;
import dev.plimsoll.sync.recovery.FaultPoints;
import dev.plimsoll.sync.recovery.FaultPoints.Moment;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.sync.registry.Registry;
import dev.plimsoll.sync.registry.Sources;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableDefinition;
import dev.plimsoll.sync.targets.Targets;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/// Comparison of keys: deletes at the target what the source has no more. All keys are compared
// first,
/// so that nothing is deleted where that would be more than the limit.
///
/// No other increment of the table is merged meanwhile, since this one holds the watermark. A
/// range's deletes are one transaction with the progress, so that another process, which continues
/// them, counts none twice, and keeps to the limit. It compares again, under new snapshots.
@Singleton
public final class KeyComparison {
  private static final Logger LOG = Logger.getLogger(KeyComparison.class);
  private static final String APPLICATION = "plimsoll-sync deletes";

  private final Sources sources;
  private final Targets targets;
  private final Registry registry;
  private final FaultPoints faults;

  public KeyComparison(Sources sources, Targets targets, Registry registry, FaultPoints faults) {
    this.sources = sources;
    this.targets = targets;
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
    KnownDatabase into = registry.loadedByBatches(Objects.requireNonNull(table.target()));
    try (KeyDeletes deletes =
        targets.of(into.kind()).deletes(into.address(), table.load()).orElse(null)) {
      if (deletes == null) {
        return OptionalLong.empty();
      }
      if (!deletes.progress().finished()) {
        deletes.takeSnapshot();
        try (SourceKeys source = atSource(table)) {
          delete(table, deletes, source, wanted);
        }
      }
      return OptionalLong.of(deletes.progress().deleted());
    }
  }

  private SourceKeys atSource(ExtractTable table) throws SQLException {
    KnownDatabase source = registry.source(table.source());
    TableDefinition definition = table.definition();
    return sources
        .of(source.kind())
        .heldKeys(
            source.address(),
            APPLICATION,
            table.name(),
            definition.only(),
            Column.named(definition.primaryKey(), definition.columns()));
  }

  private void delete(
      ExtractTable table, KeyDeletes deletes, SourceKeys source, BooleanSupplier wanted)
      throws SQLException {
    KeyDeletes.Found found = deletes.compare(source, wanted);
    requireWithinLimit(table, found, deletes.progress().deleted());
    Iterator<KeyRange> ranges = found.ranges().iterator();
    do {
      KeyRange range = ranges.hasNext() ? ranges.next() : null;
      deletes.delete(range, !ranges.hasNext());
      faults.reached(SideEffect.COMMIT_DELETES, Moment.BEFORE);
      deletes.commit();
      faults.reached(SideEffect.COMMIT_DELETES, Moment.AFTER);
    } while (!deletes.progress().finished());
    LOG.infof(
        "keys compared: table=%s keys=%d deleted=%d ranges-with-deletes=%d",
        table.name(), found.keys(), deletes.progress().deleted(), found.ranges().size());
  }

  private static void requireWithinLimit(
      ExtractTable table, KeyDeletes.Found found, long deletedBefore) {
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
}
