package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/extracts/{id}` of the sync service.
public record ExtractView(
    UUID id,
    String source,
    @Nullable String target,
    @JsonProperty("state") OpenEnum<State> rawState,
    Instant startedAt,
    @Nullable Instant endedAt,
    List<TableView> tables) {
  public @Nullable State state() {
    return rawState.known();
  }

  /// An extract has failed when one of its tables has and none runs any more.
  public enum State {
    RUNNING,
    DONE,
    FAILED
  }

  /// A table's way: planned → extracting → extracted → loading → loaded (the end with a target), or
  /// failed from anywhere.
  public enum TableState {
    PLANNED,
    EXTRACTING,
    EXTRACTED,
    LOADING,
    LOADED,
    FAILED
  }

  /// @param strategy how it is read: `blocks`, `keyset`, `stream` or a baseline
  /// @param logTopic the log topic of its batches
  /// @param reading what is known of its reading; absent where it could not be planned
  /// @param increment its window, where it is an increment
  /// @param targetTable its name at the target, where that is another than the source's
  /// @param iceberg its snapshot of an Iceberg table; absent where none was asked for
  public record TableView(
      QualifiedName table,
      @JsonProperty("state") OpenEnum<TableState> rawState,
      String strategy,
      String logTopic,
      int readTasks,
      List<String> sourceKey,
      TableCounters counters,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable ErrorCode errorCode,
      @Nullable String error,
      @Nullable TableReading reading,
      @Nullable IncrementWindow increment,
      @Nullable IcebergSnapshot iceberg,
      @Nullable QualifiedName targetTable) {
    public @Nullable TableState state() {
      return rawState.known();
    }
  }
}
