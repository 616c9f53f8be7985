package dev.plimsoll.health;

import dev.plimsoll.testkit.Purity;
import org.junit.jupiter.api.Test;

/// Rules are pure: facts come in, and so does the time.
final class PurityTest {
  @Test
  void rulesHaveNoEffects() {
    Purity.requireIn(
        "dev.plimsoll.health.finding",
        "dev.plimsoll.health.index",
        "dev.plimsoll.health.table",
        "dev.plimsoll.health.vacuum",
        "dev.plimsoll.health.capacity",
        "dev.plimsoll.health.vector");
  }
}
