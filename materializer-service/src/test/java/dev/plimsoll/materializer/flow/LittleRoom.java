package dev.plimsoll.materializer.flow;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/// A few batches may wait, for as long as they like; health is down soon where none gets on.
public final class LittleRoom implements QuarkusTestProfile {
  public static final int LIMIT = 50;

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "plimsoll.materializer.flow.max-waiting-batches",
        Integer.toString(LIMIT),
        "plimsoll.materializer.flow.max-waiting-age",
        "PT1H",
        "plimsoll.materializer.flow.max-stand-still",
        "PT0.3S",
        "plimsoll.materializer.flow.backlog-interval",
        "PT0.02S");
  }
}
