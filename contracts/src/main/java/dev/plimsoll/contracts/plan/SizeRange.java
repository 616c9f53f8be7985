package dev.plimsoll.contracts.plan;

import java.util.Objects;

/// The expected range of an index's size.
///
/// @param highBytes compared with disk limits
/// @param basis of the figures, a clause
public record SizeRange(long lowBytes, long highBytes, String basis) {
  public SizeRange {
    basis = Objects.requireNonNullElse(basis, "");
    if (lowBytes < 0 || highBytes < lowBytes) {
      throw new IllegalArgumentException("a range from " + lowBytes + " to " + highBytes);
    }
  }
}
