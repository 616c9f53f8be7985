package dev.plimsoll.contracts.plan;

import java.util.Objects;

/// Between which sizes an index is expected, and why.
///
/// @param lowBytes hardly less
/// @param highBytes hardly more; what disk limits are held against
/// @param basis what the figures rest on, a clause
public record SizeRange(long lowBytes, long highBytes, String basis) {
  public SizeRange {
    basis = Objects.requireNonNullElse(basis, "");
    if (lowBytes < 0 || highBytes < lowBytes) {
      throw new IllegalArgumentException("a range from " + lowBytes + " to " + highBytes);
    }
  }
}
