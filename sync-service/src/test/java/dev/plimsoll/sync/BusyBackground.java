package dev.plimsoll.sync;

import dev.plimsoll.sync.storage.FlakyStore;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// As the others, with all that runs in the background as often as it may: nothing
/// is too young to be swept (what must stay does so for another reason), old runs are pruned, and
/// the log is asked. Ranges and read tasks are so small that a few thousand
/// rows make many of them; rows of some megabytes are the largest that are read. One profile for
/// all of it: each costs a build of the service, before the first test, whether it is asked for or
/// not.
public final class BusyBackground implements QuarkusTestProfile {
  public static final int LARGEST_ROW = 12_000_000;

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> settings = new HashMap<>(new SyncProfile().getConfigOverrides());
    // Each asks the store twice for every extract of the last ten seconds.
    settings.put("plimsoll.sync.sweep.interval", "1S");
    settings.put("plimsoll.sync.sweep.age", "0S");
    settings.put("plimsoll.sync.schedules.keep.runs", "2");
    settings.put("plimsoll.sync.schedules.keep.age", "1D");
    settings.put("plimsoll.sync.keep-extracts", "10D");
    settings.put("plimsoll.sync.read-task-size", "64K");
    settings.put("plimsoll.sync.range-size", "32K");
    settings.put("plimsoll.sync.largest-row", Integer.toString(LARGEST_ROW));
    settings.put("plimsoll.sync.reader-deaths", "3");
    settings.put("plimsoll.log.interval", "0.4S");
    settings.put("plimsoll.log.keep-topics", "1S");
    return settings;
  }

  /// Between the service and its object store, for the tests of what becomes of that.
  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(FlakyStore.class));
  }
}
