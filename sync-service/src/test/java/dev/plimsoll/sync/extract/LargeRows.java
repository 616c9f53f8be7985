package dev.plimsoll.sync.extract;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/// Rows of some megabytes are the largest that are read.
public final class LargeRows implements QuarkusTestProfile {
  static final int LARGEST = 12_000_000;

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> overrides = new HashMap<>(new SmallRanges().getConfigOverrides());
    overrides.put("plimsoll.sync.largest-row", Integer.toString(LARGEST));
    overrides.put("plimsoll.sync.reader-deaths", "3");
    return overrides;
  }
}
