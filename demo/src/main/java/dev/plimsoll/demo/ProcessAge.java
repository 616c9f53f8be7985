package dev.plimsoll.demo;

import java.time.Duration;
import java.time.Instant;

/// How long this process has run: what a person waited before the first line of the command.
final class ProcessAge {
  private ProcessAge() {}

  static Duration ofThis() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(start -> Duration.between(start, Instant.now()))
        .filter(age -> !age.isNegative())
        .orElse(Duration.ZERO);
  }
}
