package dev.plimsoll.planning.sizing;

import java.util.List;

/// What an index takes, as far as it can be known.
///
/// @param assumptions what the figures rest on where nothing better is known, one clause each
public record IndexEstimate(BuildWork work, List<String> assumptions) {
  public IndexEstimate {
    assumptions = List.copyOf(assumptions);
  }
}
