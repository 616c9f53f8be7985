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

  /// Failed: a table has failed and none runs any more.
  public enum State {
    RUNNING,
    DONE,
    FAILED
  }

  /// planned → extracting → extracted → loading → loaded (with a target), or failed from anywhere.
  public enum TableState {
    PLANNED,
    EXTRACTING,
    EXTRACTED,
    LOADING,
    LOADED,
    FAILED
  }

  /// @param strategy `blocks`, `keyset`, `stream` or a baseline
  /// @param reading absent where it could not be planned
  /// @param targetTable where its name differs from the source's
  /// @param iceberg absent where none was asked for
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
