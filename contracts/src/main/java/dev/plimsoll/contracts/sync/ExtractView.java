package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.Failure;
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

  /// @param targetTable where its name differs from the source's
  /// @param reading absent where it could not be planned
  /// @param iceberg absent where none was asked for
  public record TableView(
      QualifiedName table,
      @Nullable QualifiedName targetTable,
      @JsonProperty("state") OpenEnum<TableState> rawState,
      String logTopic,
      TableCounters counters,
      Timing timing,
      @Nullable Failure failure,
      @Nullable TableReading reading,
      @Nullable IcebergSnapshot iceberg) {
    public @Nullable TableState state() {
      return rawState.known();
    }
  }

  /// @param startedAt of the first read task; absent before
  /// @param endedAt absent before the table has ended
  public record Timing(@Nullable Instant startedAt, @Nullable Instant endedAt) {}
}
