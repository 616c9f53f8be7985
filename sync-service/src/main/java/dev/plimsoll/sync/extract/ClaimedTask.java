package dev.plimsoll.sync.extract;

import dev.plimsoll.connector.column.UnsupportedValueException;
import dev.plimsoll.connector.source.SharedSnapshot;
import dev.plimsoll.connector.source.SnapshotLostException;
import dev.plimsoll.connector.source.Source;
import dev.plimsoll.connector.source.TableAccess;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.sync.extract.TaskReading.TaskStep;
import dev.plimsoll.sync.recovery.SideEffect;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.ObjectKeys;
import dev.plimsoll.sync.table.ReadTask;
import dev.plimsoll.sync.table.TableDefinition;
import dev.plimsoll.sync.table.TaskClaim;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Claimed read task with what it is read with: its source, announcements and leftovers.
///
/// @param known that the table is read from
/// @param meter of the rows that are read
record ClaimedTask(
    TaskClaim claim,
    KnownDatabase known,
    TaskTools tools,
    ReadingProgress.Meter meter,
    BooleanSupplier stopping) {

  TableDefinition definition() {
    return claim.table().definition();
  }

  ReadTask readTask() {
    return claim.readTask();
  }

  /// Opens a session at a source.
  @FunctionalInterface
  interface Opening<T> {
    T open(Source source, TableAccess access) throws SQLException;
  }

  /// A session in which rows are read: of the table's snapshot, where it has one.
  ///
  /// @throws PlimsollException CONFLICT where that is lost and the table begins anew; SNAPSHOT_LOST
  ///     where it must not
  <T> T open(Opening<T> opening) throws SQLException {
    return inSnapshot(
        () -> {
          ExtractTable table = claim.table();
          SharedSnapshot snapshot =
              definition().snapshot() ? tools.snapshots().open(table, known) : null;
          TableAccess access =
              new TableAccess(
                  known.address(),
                  "plimsoll-sync " + readTask().id(),
                  table.planned(),
                  snapshot,
                  definition().proof(),
                  stopping);
          return opening.open(tools.sources().of(known.kind()), access);
        });
  }

  /// What is asked of a source under the table's snapshot.
  @FunctionalInterface
  interface Asked<T> {
    T ask() throws SQLException;
  }

  /// Asks; where the snapshot turns out to be lost, as {@link #open} does.
  <T> T inSnapshot(Asked<T> asked) throws SQLException {
    try {
      return asked.ask();
    } catch (SnapshotLostException e) {
      throw lost(claim.table(), e);
    }
  }

  private PlimsollException lost(ExtractTable table, SnapshotLostException e) {
    if (definition().strict()) {
      return new PlimsollException(
          ErrorCode.SNAPSHOT_LOST,
          "the snapshot that " + table.name() + " is read under is lost: " + e.getMessage(),
          e);
    }
    tools.snapshots().supersede(table, e);
    return new PlimsollException(ErrorCode.CONFLICT, table.name() + " begins anew", e);
  }

  /// Clears away what earlier attempts have left, for a read task that was begun before; never what
  /// a later one has, by which this has lost its claim without knowing.
  void sweep() throws SQLException {
    meter.restart();
    tools
        .objects()
        .sweep(
            ObjectKeys.prefix(tools.objects(), claim),
            tools.readTasks().announced(readTask().id()),
            key -> ObjectKeys.attempt(key) <= readTask().attempt());
  }

  /// Notes a step, once as far as its consequences go.
  ///
  /// @throws PlimsollException CONFLICT when the claim is lost, or the table has failed or begun
  ///     anew; then the objects of the step are gone
  void take(TaskStep step) {
    try {
      tools
          .effects()
          .perform(
              step.batches().isEmpty() ? SideEffect.FINISH_READ_TASK : SideEffect.ANNOUNCE,
              () -> {
                tools.readTasks().take(claim, step);
                return true;
              },
              () -> isTaken(step) ? Optional.of(true) : Optional.empty());
    } catch (PlimsollException e) {
      if (e.code() == ErrorCode.CONFLICT) {
        forget(step);
      }
      throw e;
    }
    long announced = step.batches().stream().mapToLong(Batch::rows).sum();
    meter.announced(announced);
    tools.metrics().announced(announced);
  }

  private boolean isTaken(TaskStep step) throws SQLException {
    return step.end()
        ? tools.readTasks().isDone(readTask())
        : tools
            .readTasks()
            .announced(readTask().id())
            .contains(step.batches().getLast().objectKey());
  }

  // Asks again what was announced: a commit whose answer was lost may have been the one in the way.
  private void forget(TaskStep step) {
    tools
        .effects()
        .retrying(
            "forget objects of " + readTask().id(),
            () -> {
              for (Batch batch : step.batches()) {
                tools
                    .objects()
                    .sweep(
                        batch.objectKey(),
                        tools.readTasks().announced(readTask().id()),
                        key -> true);
              }
              return true;
            });
  }

  /// A value that stops the table, and only it.
  ///
  /// @param row that it is of; see {@link dev.plimsoll.connector.table.RowName}
  PlimsollException unsupported(String row, UnsupportedValueException e) {
    return new PlimsollException(
        ErrorCode.VALUE_NOT_CARRIED, claim.table().name() + ": " + e.of(row), e);
  }

  void requireRunning() {
    if (stopping.getAsBoolean()) {
      throw new PlimsollException(ErrorCode.INTERRUPTED, "the service stops");
    }
  }
}
