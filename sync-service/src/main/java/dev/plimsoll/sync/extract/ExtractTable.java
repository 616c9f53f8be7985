package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import dev.plimsoll.contracts.sync.TableCounters;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A table of an extract, as its row has it.
///
/// @param ordinal 0 or more, in the order of names
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
    int splits,
    int splitsDone,
    boolean targetPrepared,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable ErrorCode errorCode,
    @Nullable String error) {

  public TableLifecycle.Facts facts() {
    return new TableLifecycle.Facts(
        splits,
        splitsDone,
        counters.rowsExtracted(),
        counters.rowsLoaded(),
        startedAt != null,
        target != null,
        targetPrepared);
  }

  /// From the first claim to now or the end.
  public Duration elapsed(Instant now) {
    Instant from = startedAt == null ? now : startedAt;
    return Duration.between(from, endedAt == null ? now : endedAt);
  }

  TableView view() {
    return new TableView(
        name,
        state,
        definition.strategy(),
        logTopic,
        splits,
        definition.primaryKey(),
        counters,
        startedAt,
        endedAt,
        errorCode,
        error);
  }
}
