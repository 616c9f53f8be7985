package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.plan.BuildView;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where a partitioned table's build stands that has done its own part: its index is INVALID until
/// that of the last partition is attached, and so it has not succeeded before. Pure.
///
/// @param state RUNNING while a partition's build may still come to its end, else FAILED, or
///     CANCELLED where no partition's has failed
/// @param because in a sentence
record Unfinished(BuildView.State state, String because) {
  private static final int NAMED = 10;

  /// @return null where nothing is lacking
  static @Nullable Unfinished of(List<MissingPartitionIndexes.Missing> lacking) {
    if (lacking.isEmpty()) {
      return null;
    }
    List<MissingPartitionIndexes.Missing> open =
        lacking.stream().filter(part -> !part.hasEnded()).toList();
    List<MissingPartitionIndexes.Missing> ended =
        lacking.stream().filter(MissingPartitionIndexes.Missing::hasEnded).toList();
    if (!open.isEmpty()) {
      return new Unfinished(
          BuildView.State.RUNNING,
          "the indexes of its partitions "
              + named(open)
              + (ended.isEmpty() ? "" : "; it will lack those of " + named(ended)));
    }
    boolean failed = ended.stream().anyMatch(part -> part.state() == BuildView.State.FAILED);
    return new Unfinished(
        failed ? BuildView.State.FAILED : BuildView.State.CANCELLED,
        "its index stays INVALID without those of its partitions " + named(ended));
  }

  private static String named(List<MissingPartitionIndexes.Missing> parts) {
    String names =
        parts.stream()
            .limit(NAMED)
            .map(part -> part.table() + (part.hasEnded() ? " (" + part.errorCode() + ")" : ""))
            .collect(Collectors.joining(", "));
    return parts.size() <= NAMED ? names : names + " and " + (parts.size() - NAMED) + " more";
  }
}
