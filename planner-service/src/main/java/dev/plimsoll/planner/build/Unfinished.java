package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.plan.BuildView.State;
import dev.plimsoll.planner.build.MissingPartitionIndexes.Missing;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// State of a partitioned table's build that has done its own part. Its index is INVALID until the
/// last partition's is attached, so it has not succeeded yet. Pure.
///
/// @param state RUNNING while a partition's build may still end well, else FAILED, or CANCELLED
///     where none has failed
record Unfinished(State state, String because) {
  private static final int NAMED = 10;

  /// @return null where no partition's index is missing
  static @Nullable Unfinished of(List<Missing> lacking) {
    if (lacking.isEmpty()) {
      return null;
    }
    List<Missing> open = lacking.stream().filter(part -> !part.hasEnded()).toList();
    List<Missing> ended = lacking.stream().filter(Missing::hasEnded).toList();
    if (!open.isEmpty()) {
      return new Unfinished(
          State.RUNNING,
          "the indexes of its partitions "
              + named(open)
              + (ended.isEmpty() ? "" : "; it will lack those of " + named(ended)));
    }
    boolean failed = ended.stream().anyMatch(part -> part.state() == State.FAILED);
    return new Unfinished(
        failed ? State.FAILED : State.CANCELLED,
        "its index stays INVALID without those of its partitions " + named(ended));
  }

  private static String named(List<Missing> parts) {
    String names =
        parts.stream()
            .limit(NAMED)
            .map(part -> part.table() + (part.hasEnded() ? " (" + part.errorCode() + ")" : ""))
            .collect(Collectors.joining(", "));
    return parts.size() <= NAMED ? names : names + " and " + (parts.size() - NAMED) + " more";
  }
}
