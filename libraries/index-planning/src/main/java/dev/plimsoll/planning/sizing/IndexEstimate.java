package dev.plimsoll.planning.sizing;

import dev.plimsoll.contracts.plan.SizeRange;
import java.util.List;

/// An estimate of what an index takes.
///
/// @param range between which sizes it is expected, and what that rests on
/// @param assumptions what the figures rest on where nothing better is known, one clause each
public record IndexEstimate(BuildWork work, SizeRange range, List<String> assumptions) {
  public IndexEstimate {
    assumptions = List.copyOf(assumptions);
  }
}
