package dev.plimsoll.sync;

import dev.plimsoll.sync.log.FakeLogApi;
import dev.plimsoll.testkit.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/// Small sizes and short pauses, so that little data makes several read tasks, objects and parts.
///
/// Its resource is that of every test of the module: Quarkus goes by what any class says.
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "sync"),
    restrictToAnnotatedClass = false)
public final class SyncProfile implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.ofEntries(
        Map.entry("plimsoll.log.url", FakeLogApi.start()),
        Map.entry("plimsoll.sync.schedules.interval", "0.3S"),
        Map.entry("plimsoll.sync.schedules.start-grace", "1S"),
        Map.entry("plimsoll.sync.read-task-size", "4M"),
        Map.entry("plimsoll.sync.range-size", "2M"),
        Map.entry("plimsoll.sync.object-size", "9M"),
        Map.entry("plimsoll.sync.row-group-size", "1M"),
        Map.entry("plimsoll.sync.recovery-interval", "0.3S"),
        Map.entry("plimsoll.sync.command-grace", "0.3S"),
        Map.entry("plimsoll.sync.snapshot-lock-patience", "1S"),
        Map.entry("plimsoll.sync.retry.first-pause", "0.02S"),
        Map.entry("plimsoll.sync.retry.attempts", "6"));
  }
}
