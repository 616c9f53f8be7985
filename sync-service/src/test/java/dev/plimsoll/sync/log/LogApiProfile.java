package dev.plimsoll.sync.log;

import dev.plimsoll.sync.SyncProfile;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/// As the others, beside a log that can be asked over HTTP.
public final class LogApiProfile implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> overrides = new HashMap<>(new SyncProfile().getConfigOverrides());
    overrides.put("plimsoll.log.url", FakeLogApi.start());
    overrides.put("plimsoll.log.interval", "0.2S");
    overrides.put("plimsoll.log.keep-topics", "1S");
    return overrides;
  }
}
