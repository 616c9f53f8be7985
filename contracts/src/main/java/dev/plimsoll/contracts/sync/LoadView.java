package dev.plimsoll.contracts.sync;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.sync.ExtractView.State;
import dev.plimsoll.contracts.sync.ExtractView.TableView;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/loads/{id}` of the sync service. It can be verified by its id as an extract can.
///
/// @param extract whose files are loaded
/// @param tables each extracted → loading → loaded, or failed. Their log topics are names under
///     which the target counts their rows, not topics of the log
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
