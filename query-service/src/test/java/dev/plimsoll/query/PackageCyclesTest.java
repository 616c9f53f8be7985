package dev.plimsoll.query;

import dev.plimsoll.testkit.PackageCycles;
import org.junit.jupiter.api.Test;

final class PackageCyclesTest {
  @Test
  void packagesFormNoCycle() {
    PackageCycles.requireNone();
  }
}
