package dev.plimsoll.sync.effect;

import dev.plimsoll.sync.SyncProfile;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/// As {@link SyncProfile}, with files of 1 MB, the least there may be, and shorter waits for who is
/// gone: each of many cases copies a table.
public final class SmallFiles implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> settings = new HashMap<>(new SyncProfile().getConfigOverrides());
    settings.put("plimsoll.sync.row-group-size", "1M");
    settings.put("plimsoll.sync.command-grace", "0.3S");
    return Map.copyOf(settings);
  }
}
