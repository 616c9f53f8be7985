package dev.plimsoll.contracts.job;

import java.time.Duration;
import java.util.List;

/// What a sign of life is answered with.
///
/// @param lost jobs that are no longer the worker's: canceled, or tried by another
public record LeaseView(Duration lease, List<Long> lost) {
  public LeaseView {
    lost = List.copyOf(lost);
  }
}
