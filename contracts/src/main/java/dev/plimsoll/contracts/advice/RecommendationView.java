package dev.plimsoll.contracts.advice;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.plimsoll.contracts.message.OpenEnum;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Recommendation of an index for a registered database, and what became of it. Its table and
/// definition are its identity: another analysis updates it.
///
/// @param proposedAt first
/// @param seenAt last
/// @param analysis the last that proposed it
/// @param index as that analysis proposed it
/// @param dismissedBy who and why; null unless dismissed
/// @param dismissedAt null unless dismissed
/// @param plan that it went into; null for none
/// @param outcome null before it is built
public record RecommendationView(
    UUID id,
    String database,
    @JsonProperty("state") OpenEnum<State> rawState,
    Instant proposedAt,
    Instant seenAt,
    UUID analysis,
    AdvisedIndex index,
    @Nullable String dismissedBy,
    @Nullable Instant dismissedAt,
    @Nullable UUID plan,
    @Nullable Outcome outcome) {
  public RecommendationView {
    rawState = Objects.requireNonNullElse(rawState, OpenEnum.of(State.OPEN));
  }

  public @Nullable State state() {
    return rawState.known();
  }

  public enum State {
    OPEN,
    DISMISSED,
    /// In a plan that has not ended.
    PLANNED,
    /// Built; whether it paid is not known yet.
    BUILT,
    PAID,
    DID_NOT_PAY,
    /// A later analysis of its table no longer proposes it.
    GONE
  }

  /// What the built index has brought.
  ///
  /// @param builtAt when its build was seen to have ended
  /// @param indexName as it was built
  /// @param statements of which enough is known
  /// @param verdict a sentence
  /// @param dropSql empty unless it did not pay
  public record Outcome(
      Instant builtAt,
      String indexName,
      List<Measured> statements,
      String verdict,
      String dropSql) {
    public Outcome {
      statements = List.copyOf(statements);
    }
  }

  /// @param meanBefore milliseconds of a call before the build
  /// @param callsAfter since the build; 0 where nothing is known yet
  /// @param meanAfter milliseconds; null where nothing is known yet
  public record Measured(
      String id,
      long callsBefore,
      double meanBefore,
      long callsAfter,
      @Nullable Double meanAfter) {}
}
