package dev.plimsoll.contracts.build;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.time.Instant;
import java.util.UUID;

/// `build.control`: what is known of a build that is with a builder already. The topic is
/// compacted, and every builder reads it from the start, so that one which comes up later and is
/// given the build's command again knows of it. Key: the build id; of [Begun] that and `/begun`.
public sealed interface BuildControl {
  /// What follows the build id in the key of a [Begun], which must not displace a person's wish.
  String BEGUN = "/begun";

  UUID buildId();

  /// Of the attempts that are meant, the last.
  int attempt();

  Instant at();

  /// End this attempt and those before it: stop the statement, clear its leftover, report it as
  /// cancelled.
  ///
  /// @param attempt the last one that is cancelled; a higher one is not meant
  /// @param by who asked, for the record
  record Cancel(
      UUID buildId,
      @Within(Bound.ATTEMPT) int attempt,
      @Within(Bound.CONTROL_AT) Instant at,
      @Within(Bound.CONTROL_BY) String by)
      implements BuildControl {}

  /// The ledger counts this attempt and those before it no more: let go of them, also where nobody
  /// can see whether something of them still runs. Otherwise as a [Cancel].
  ///
  /// @param attempt the last one that was released
  /// @param by who released it, for the record
  record Release(
      UUID buildId,
      @Within(Bound.ATTEMPT) int attempt,
      @Within(Bound.CONTROL_AT) Instant at,
      @Within(Bound.CONTROL_BY) String by)
      implements BuildControl {}

  /// A delivery of this attempt begins its CREATE INDEX. The first one in the topic may; for every
  /// other delivery of the attempt, and of those before it, the work is not charged again.
  ///
  /// @param delivery of the command, which is new each time a builder gets it
  record Begun(
      UUID buildId,
      @Within(Bound.ATTEMPT) int attempt,
      @Within(Bound.CONTROL_AT) Instant at,
      UUID delivery)
      implements BuildControl {
    /// Its key in the topic.
    public String key() {
      return buildId + BEGUN;
    }
  }
}
