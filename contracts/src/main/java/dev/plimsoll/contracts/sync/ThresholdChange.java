package dev.plimsoll.contracts.sync;

import java.time.Instant;
import java.util.List;

/// An entry of `GET /api/v1/thresholds/changes` of the sync service. Entries are never changed or
/// removed.
///
/// @param version after the change, 1 or more, without a gap
public record ThresholdChange(
    long version, Instant at, String by, String reason, List<Changed> changed) {

  /// @param name for example `detection.efficiency_threshold`
  /// @param before a number, `true` or `false`
  public record Changed(String name, String before, String after) {}
}
