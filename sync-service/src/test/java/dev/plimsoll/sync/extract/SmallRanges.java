package dev.plimsoll.sync.extract;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/// Ranges and splits so small that a few thousand rows make many of them; rows of some megabytes
/// are the largest that are read.
public final class SmallRanges implements QuarkusTestProfile {
  static final int LARGEST = 12_000_000;

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "plimsoll.sync.split-size", "64K",
        "plimsoll.sync.range-size", "32K",
        "plimsoll.sync.recovery-interval", "0.3S",
        "plimsoll.sync.command-grace", "1S",
        "plimsoll.sync.retry.first-pause", "0.02S",
        "plimsoll.sync.retry.attempts", "6",
        "plimsoll.sync.largest-row", Integer.toString(LARGEST),
        "plimsoll.sync.reader-deaths", "3");
  }
}
