package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildView;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Build of a partition whose index its partitioned table's still lacks.
///
/// @param errorCode of its last attempt; null for none
record MissingPartitionIndex(
    UUID id, QualifiedName table, BuildView.State state, @Nullable String errorCode) {
  /// Nothing will come of it until a person retries it.
  boolean hasEnded() {
    return switch (state) {
      case FAILED, CANCELLED -> true;
      case PLANNED, DISPATCHED, RUNNING, SUCCEEDED -> false;
    };
  }
}
