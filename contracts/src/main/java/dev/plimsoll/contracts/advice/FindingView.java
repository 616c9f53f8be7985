package dev.plimsoll.contracts.advice;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Finding about a registered database: what to drop or to mend. Its code and its object are its
/// identity: another analysis updates it.
///
/// @param foundAt first
/// @param seenAt last
/// @param analysis the last that found it
/// @param finding as that analysis found it
/// @param dismissedBy who and why; null unless it is dismissed, or was until it became worse
/// @param dismissedAt null where nobody has dismissed it
/// @param worse in which way it is worse than it was when it was dismissed, so that it is open
///     again; null otherwise
public record FindingView(
    UUID id,
    String database,
    @JsonProperty("state") OpenEnum<State> rawState,
    Instant foundAt,
    Instant seenAt,
    UUID analysis,
    HealthAdvice.Finding finding,
    @Nullable String dismissedBy,
    @Nullable Instant dismissedAt,
    @Nullable String worse) {
  public FindingView {
    rawState = Objects.requireNonNullElse(rawState, OpenEnum.of(State.OPEN));
  }

  public @Nullable State state() {
    return rawState.known();
  }

  public enum State {
    OPEN,
    DISMISSED,
    /// A later analysis no longer finds it, or its object is no longer there.
    GONE
  }
}
