package dev.plimsoll.sync.table;

import dev.plimsoll.connector.loading.LoadToken;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.IcebergSnapshot;
import dev.plimsoll.contracts.sync.Pace;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.contracts.sync.TableReading;
import dev.plimsoll.sync.increment.Increment;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Table of an extract, as stored.
///
/// @param ordinal 0 or more, in the order of names
/// @param merged rows merged into the target by an increment
/// @param deletesOpen keys are yet to be compared and rows deleted
/// @param targetSchema null for the source's name
/// @param generation 1, plus one for each new beginning
public record ExtractTable(
    UUID id,
    UUID extractId,
    int ordinal,
    QualifiedName name,
    String source,
    @Nullable String target,
    TableState state,
    String logTopic,
    TableDefinition definition,
    TableCounters counters,
    Merged merged,
    boolean deletesOpen,
    int generation,
    boolean paused,
    int readTasks,
    int readTasksDone,
    boolean targetPrepared,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable ErrorCode errorCode,
    @Nullable String error,
    LoadToken token,
    @Nullable String targetSchema,
    ReadingPace pace) {

  /// @param inserted rows that the target lacked
  /// @param replaced rows that differed in the target
  /// @param deleted rows that the source no longer has
  public record Merged(long inserted, long replaced, long deleted) {}

  public QualifiedName targetName() {
    return targetSchema == null ? name : new QualifiedName(targetSchema, name.name());
  }

  public TableLifecycle.Facts facts() {
    return new TableLifecycle.Facts(
        readTasks,
        readTasksDone,
        counters.rowsExtracted(),
        counters.rowsLoaded(),
        startedAt != null,
        target != null,
        targetPrepared,
        deletesOpen);
  }

  public PlannedTable planned() {
    return new PlannedTable(
        name,
        definition.only(),
        definition.columns(),
        definition.readingKey(),
        definition.window());
  }

  public boolean isBeingRead() {
    return state == TableState.PLANNED || state == TableState.EXTRACTING;
  }

  /// Its load, as a target knows it.
  public TableLoad load() {
    Increment increment = definition.increment();
    return new TableLoad(
        id,
        extractId,
        logTopic,
        name,
        targetName(),
        definition.columns(),
        definition.readingKey().isEmpty() ? definition.primaryKey() : definition.readingKey(),
        token,
        increment == null ? null : increment.merging(definition.primaryKey()));
  }

  public boolean isExtracted() {
    return facts().extracted();
  }

  /// Time from the first claim to the end, or to now.
  public Duration elapsed(Instant now) {
    Instant from = startedAt == null ? now : startedAt;
    return Duration.between(from, endedAt == null ? now : endedAt);
  }

  /// @param snapshot of its Iceberg table; null for none
  public TableView view(Instant now, @Nullable IcebergSnapshot snapshot) {
    return new TableView(
        name,
        OpenEnum.of(state),
        definition == TableDefinition.NONE ? "" : definition.strategy().name(),
        logTopic,
        readTasks,
        definition.primaryKey(),
        counters,
        startedAt,
        endedAt,
        errorCode,
        error,
        definition == TableDefinition.NONE ? null : reading(now),
        definition.increment() == null
            ? null
            : definition.increment().view(merged.inserted(), merged.replaced(), merged.deleted()),
        snapshot,
        targetSchema == null ? null : targetName());
  }

  private TableReading reading(Instant now) {
    double seconds = elapsed(now).toMillis() / 1000.0;
    double measured = isBeingRead() ? pace.rowsPerSecond() : 0;
    double inAll = seconds > 0 ? counters.rowsRead() / seconds : 0;
    double rowsPerSecond = measured > 0 ? measured : inAll;
    return new TableReading(
        definition.why(),
        OpenEnum.of(definition.consistency()),
        generation,
        rowsPerSecond,
        seconds > 0 ? counters.bytes() / seconds : 0,
        paused,
        extractedAt(state, pace, now));
  }

  /// Speed and predicted end of reading; null if it is not read or the speed is unknown.
  @Nullable Pace paceOfReading(TableState in, ReadingPace at, Instant now) {
    return in == TableState.EXTRACTING && at.rowsPerSecond() > 0
        ? new Pace(at.rowsPerSecond(), extractedAt(in, at, now))
        : null;
  }

  private @Nullable Instant extractedAt(TableState in, ReadingPace at, Instant now) {
    return in == TableState.EXTRACTING && !paused ? at.reaches(counters.expectedRows(), now) : null;
  }
}
