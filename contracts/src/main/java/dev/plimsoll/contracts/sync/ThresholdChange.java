package dev.plimsoll.contracts.sync;

import java.time.Instant;
import java.util.List;

/// One entry of `GET /api/v1/thresholds/changes` of the sync service. Entries are added, and never
/// changed or removed.
///
/// @param version that it led to, 1 or more, without a gap
/// @param by who said to have asked
/// @param changed at least one
public record ThresholdChange(
    long version, Instant at, String by, String reason, List<Changed> changed) {

  /// @param name for example `detection.efficiency_threshold`
  /// @param before a number or `true` or `false`, as text
  /// @param after likewise
  public record Changed(String name, String before, String after) {}
}
