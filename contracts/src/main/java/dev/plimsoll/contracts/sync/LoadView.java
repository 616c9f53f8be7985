package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.sync.ExtractView.State;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/loads/{id}` of the sync service. It is verified by its id, as an extract is.
///
/// @param tables extracted → loading → loaded, or failed. Their topics are names in the target, not
///     in the log
public record LoadView(
    UUID id,
    UUID extract,
    String source,
    String target,
    @JsonProperty("state") OpenEnum<State> rawState,
    Instant startedAt,
    @Nullable Instant endedAt,
    List<TableView> tables) {
  public @Nullable State state() {
    return rawState.known();
  }
}
