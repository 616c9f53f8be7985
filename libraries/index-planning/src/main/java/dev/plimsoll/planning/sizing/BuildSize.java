package dev.plimsoll.planning.sizing;

import java.util.List;

/// A build's figures that no choice changes, and the choices there are.
///
/// @param options by growing number of workers, from 0; at least one
public record BuildSize(KeyShape key, long indexBytes, long walBytes, List<BuildOption> options) {
  public BuildSize {
    options = List.copyOf(options);
    if (options.isEmpty()) {
      throw new IllegalArgumentException("there is always the option without workers");
    }
  }
}
