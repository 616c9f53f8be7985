package dev.plimsoll.sync.table;

import dev.plimsoll.connector.loading.LoadToken;
import dev.plimsoll.connector.loading.TableLoad;
import dev.plimsoll.connector.table.PlannedTable;
import dev.plimsoll.connector.table.TableStructure;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.ExtractView.Timing;
import dev.plimsoll.contracts.sync.IcebergSnapshot;
import dev.plimsoll.contracts.sync.IncrementWindow.Merged;
import dev.plimsoll.contracts.sync.Pace;
import dev.plimsoll.contracts.sync.TableCounters;
import dev.plimsoll.contracts.sync.TableReading;
import dev.plimsoll.contracts.sync.TableReading.Speed;
import dev.plimsoll.sync.increment.Increment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Table of an extract, as stored.
///
/// @param ordinal 0 or more, in the order of names
public record ExtractTable(
    UUID id,
    UUID extractId,
    int ordinal,
    QualifiedName name,
    TableDefinition definition,
    TableCounters counters,
    Outcome outcome,
    Reading reading,
    Loading loading) {

  /// What has come of it so far.
  ///
  /// @param failure null unless it has failed
  public record Outcome(TableState state, Timing timing, @Nullable Failure failure) {}

  /// Its way from the source into the log.
  ///
  /// @param source a registered database
  /// @param generation 1, plus one for each new beginning
  /// @param tasks read tasks; 0 where it could not be planned
  /// @param traceparent of who asked for its extract; null for none
  public record Reading(
      String source,
      String logTopic,
      int generation,
      boolean paused,
      int tasks,
      int tasksDone,
      ReadingPace pace,
      @Nullable String traceparent) {}

  /// Its way into the target.
  ///
  /// @param target a registered database; null for none
  /// @param schema at the target; null for the source's name
  /// @param prepared the target table and its offsets exist
  /// @param deletesOpen keys are yet to be compared and rows deleted
  /// @param merged rows of the target that an increment has changed
  public record Loading(
      @Nullable String target,
      @Nullable String schema,
      LoadToken token,
      boolean prepared,
      boolean deletesOpen,
      Merged merged) {}

  public TableState state() {
    return outcome.state();
  }

  public @Nullable String target() {
    return loading.target();
  }

  public QualifiedName targetName() {
    return loading.schema() == null ? name : new QualifiedName(loading.schema(), name.name());
  }

  public PlannedTable planned() {
    return new PlannedTable(name, definition.structure(), definition.window());
  }

  public boolean isBeingRead() {
    return state() == TableState.PLANNED || state() == TableState.EXTRACTING;
  }

  /// Its load, as a target knows it.
  public TableLoad load() {
    TableStructure structure = definition.structure();
    List<String> key = structure.primaryKey();
    Increment increment = definition.increment();
    return new TableLoad(
        id,
        extractId,
        reading.logTopic(),
        name,
        targetName(),
        structure.columns(),
        structure.readingKey().isEmpty() ? key : structure.readingKey(),
        loading.token(),
        increment == null ? null : increment.merging(key));
  }

  public TableLifecycle.Facts facts() {
    return new TableLifecycle.Facts(
        reading.tasks(),
        reading.tasksDone(),
        counters.rowsExtracted(),
        counters.rowsLoaded(),
        outcome.timing().startedAt() != null,
        target() != null,
        loading.prepared(),
        loading.deletesOpen());
  }

  public boolean isExtracted() {
    return facts().extracted();
  }

  /// Time from the first claim to the end, or to now.
  public Duration elapsed(Instant now) {
    Timing timing = outcome.timing();
    Instant from = timing.startedAt() == null ? now : timing.startedAt();
    return Duration.between(from, timing.endedAt() == null ? now : timing.endedAt());
  }

  /// @param snapshot of its Iceberg table; null for none
  public TableView view(Instant now, @Nullable IcebergSnapshot snapshot) {
    return new TableView(
        name,
        loading.schema() == null ? null : targetName(),
        OpenEnum.of(state()),
        reading.logTopic(),
        counters,
        outcome.timing(),
        outcome.failure(),
        definition == TableDefinition.NONE ? null : reading(now),
        snapshot);
  }

  private TableReading reading(Instant now) {
    double seconds = elapsed(now).toMillis() / 1000.0;
    double measured = isBeingRead() ? reading.pace().rowsPerSecond() : 0;
    double inAll = seconds > 0 ? counters.rowsRead() / seconds : 0;
    Speed speed =
        new Speed(
            measured > 0 ? measured : inAll,
            seconds > 0 ? counters.bytes() / seconds : 0,
            extractedAt(state(), reading.pace(), now));
    Increment increment = definition.increment();
    return new TableReading(
        definition.strategy().name(),
        definition.choice().why(),
        OpenEnum.of(definition.consistency()),
        definition.structure().primaryKey(),
        reading.tasks(),
        reading.generation(),
        reading.paused(),
        speed,
        increment == null ? null : increment.view(loading.merged()));
  }

  /// Speed and predicted end of reading; null if it is not read or the speed is unknown.
  @Nullable Pace paceOfReading(TableState in, ReadingPace at, Instant now) {
    return in == TableState.EXTRACTING && at.rowsPerSecond() > 0
        ? new Pace(at.rowsPerSecond(), extractedAt(in, at, now))
        : null;
  }

  private @Nullable Instant extractedAt(TableState in, ReadingPace at, Instant now) {
    return in == TableState.EXTRACTING && !reading.paused()
        ? at.reaches(counters.expectedRows(), now)
        : null;
  }
}
