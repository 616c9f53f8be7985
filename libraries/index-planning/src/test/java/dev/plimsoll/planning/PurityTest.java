package dev.plimsoll.planning;

import dev.plimsoll.testkit.Purity;
import org.junit.jupiter.api.Test;

/// Decisions are pure: facts come in, and so does the time.
final class PurityTest {
  @Test
  void decisionsHaveNoEffects() {
    Purity.requireIn("dev.plimsoll.planning");
  }
}
