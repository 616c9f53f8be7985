package dev.plimsoll.contracts.search;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import org.jspecify.annotations.Nullable;

/// `search.settings`: what searches of a database go by. The topic is compacted and kept for ever,
/// and each query-service reads all of it at its start; the last message holds. Key: the database's
/// name.
public sealed interface SearchEvent {
  /// @param database its registered name
  /// @param since revision of the registration that is meant: they do not hold for another place
  ///     by that name
  /// @param change a different one each time, by which its sender knows it again
  /// @param tuning absent: everything as the service has it
  record Tuned(
      @Within(Bound.NAME) String database,
      @Within(Bound.REVISION) long since,
      @Within(Bound.IDEMPOTENCY_KEY) String change,
      @Nullable SearchTuning tuning)
      implements SearchEvent {}
}
