package dev.plimsoll.sync;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/// Small sizes and short pauses, so that little data makes several splits, objects and parts.
public final class SyncProfile implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "plimsoll.sync.split-size", "4M",
        "plimsoll.sync.range-size", "2M",
        "plimsoll.sync.object-size", "9M",
        "plimsoll.sync.row-group-size", "3M",
        "plimsoll.sync.recovery-interval", "0.3S",
        "plimsoll.sync.command-grace", "1S",
        "plimsoll.sync.moment-patience", "1S",
        "plimsoll.sync.retry.first-pause", "0.02S",
        "plimsoll.sync.retry.attempts", "6");
  }
}
