package dev.plimsoll.contracts.build;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.time.Instant;
import java.util.UUID;

/// `build.control`: messages about builds that a builder has already. The topic is compacted, and
/// each builder reads all of it at its start. Key: the build id; of [Begun] that and `/begun`.
public sealed interface BuildControl {
  /// The suffix of a [Begun]'s key, which must not displace a cancellation.
  String BEGUN = "/begun";

  UUID buildId();

  /// The last attempt that is meant.
  int attempt();

  Instant at();

  /// Ends this attempt and those before it: the statement is stopped and its leftover cleared.
  record Cancel(
      UUID buildId,
      @Within(Bound.ATTEMPT) int attempt,
      @Within(Bound.CONTROL_AT) Instant at,
      @Within(Bound.CONTROL_BY) String by)
      implements BuildControl {}

  /// Frees the load line of this attempt and those before it, even where nothing shows whether one
  /// still runs. Builders handle it as a [Cancel].
  record Release(
      UUID buildId,
      @Within(Bound.ATTEMPT) int attempt,
      @Within(Bound.CONTROL_AT) Instant at,
      @Within(Bound.CONTROL_BY) String by)
      implements BuildControl {}

  /// A delivery of this attempt begins its CREATE INDEX. Only the first one in the topic may; other
  /// deliveries, of this attempt and those before it, must not charge the work again.
  ///
  /// @param delivery of the command, new each time a builder gets it
  record Begun(
      UUID buildId,
      @Within(Bound.ATTEMPT) int attempt,
      @Within(Bound.CONTROL_AT) Instant at,
      UUID delivery)
      implements BuildControl {
    public String key() {
      return buildId + BEGUN;
    }
  }
}
