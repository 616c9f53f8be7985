package dev.plimsoll.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.testkit.MachineRequirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServiceReaperTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void whatWasStartedEndsWithItsStarter() throws Exception {
    ServiceReaper reaper = ServiceReaper.start(folder);
    Process forgotten = new ProcessBuilder("sleep", "120").start();
    try {
      Process watched = reaper.launch(new ProcessBuilder("sleep", "120"));
      reaper.watch(forgotten.pid());
      reaper.forget(forgotten.pid());

      reaper.abandon();

      await().atMost(SOON).until(() -> !watched.isAlive());
      assertThat(forgotten.isAlive()).isTrue();
    } finally {
      forgotten.destroyForcibly();
    }
  }

  /// The starter is killed between the start and telling of it.
  @Test
  void aProcessWhoseIdWasNeverToldIsFoundByItsMark() throws Exception {
    MachineRequirement.of(
        "/proc", Files.isDirectory(Path.of("/proc/self")), "which shows environments");
    ProcessBuilder started = new ProcessBuilder("sleep", "120");
    started.environment().put("ANY", "a-mark-of-this-test");
    ServiceReaper reaper = ServiceReaper.start(folder);
    Process other = new ProcessBuilder("sleep", "120").start();
    try {
      reaper.starting("a-mark-of-this-test");
      Process process = started.start();

      reaper.abandon();

      await().atMost(SOON).until(() -> !process.isAlive());
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }
}
