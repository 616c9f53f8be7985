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
import dev.plimsoll.sync.storage.ObjectStore.Leftover;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.ObjectKeys;
import dev.plimsoll.sync.table.ReadTask;
import dev.plimsoll.sync.table.TableDefinition;
import dev.plimsoll.sync.table.TaskClaim;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Claimed read task with its source and the beans it needs.
///
/// @param known source database
/// @param meter counts the rows that are read
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

  @FunctionalInterface
  interface Opening<T> {
    T open(Source source, TableAccess access) throws SQLException;
  }

  /// Opens a reading session, under the table's snapshot if it has one.
  ///
  /// @throws PlimsollException CONFLICT if the snapshot is lost and the table begins anew;
  ///     SNAPSHOT_LOST if it must not
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
                  definition().comparesWithSource(),
                  stopping);
          return opening.open(tools.sources().of(known.kind()), access);
        });
  }

  /// Question to a source.
  @FunctionalInterface
  interface Asked<T> {
    T ask() throws SQLException;
  }

  /// Asks under the table's snapshot; a lost one is handled as in {@link #open}.
  <T> T inSnapshot(Asked<T> asked) throws SQLException {
    try {
      return asked.ask();
    } catch (SnapshotLostException e) {
      ExtractTable table = claim.table();
      if (definition().strict()) {
        throw new PlimsollException(
            ErrorCode.SNAPSHOT_LOST,
            "the snapshot that " + table.name() + " is read under is lost: " + e.getMessage(),
            e);
      }
      tools.snapshots().supersede(table, e);
      throw new PlimsollException(ErrorCode.CONFLICT, table.name() + " begins anew", e);
    }
  }

  /// Removes unannounced objects of this and earlier attempts. Those of a later attempt stay: this
  /// one may have lost its claim without knowing. If the log cannot be asked, they are left to
  /// {@link OrphanSweep}.
  void sweep() throws SQLException {
    meter.restart();
    List<Leftover> leftovers =
        tools
            .objects()
            .leftovers(
                ObjectKeys.prefix(tools.objects(), claim),
                Instant.MAX,
                tools.readTasks().announced(readTask().id()));
    tools
        .leftovers()
        .remove(
            claim.table().reading().logTopic(),
            leftovers.stream()
                .filter(leftover -> ObjectKeys.attempt(leftover.key()) <= readTask().attempt())
                .toList());
  }

  /// Stores a step; its effects happen once. If it fails with CONFLICT, because the claim is lost
  /// or the table has failed or begun anew, the step's objects are removed.
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
        ? tools.readTasks().isDone(readTask()).orElse(false)
        : tools
            .readTasks()
            .announced(readTask().id())
            .contains(step.batches().getLast().objectKey());
  }

  // Looks up what was announced: a commit whose answer was lost may be the one that conflicts.
  private void forget(TaskStep step) {
    tools
        .effects()
        .retrying(
            "forget objects of " + readTask().id(),
            () -> {
              for (Batch batch : step.batches()) {
                tools
                    .objects()
                    .leftovers(
                        batch.objectKey(),
                        Instant.MAX,
                        tools.readTasks().announced(readTask().id()))
                    .forEach(tools.objects()::remove);
              }
              return true;
            });
  }

  /// Failure of a table by a value in a row,
  /// named by {@link dev.plimsoll.connector.table.RowName}.
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
