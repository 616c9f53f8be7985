package dev.plimsoll.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ProcessMarkTest {
  /// In a container without an init nobody takes note of an orphan's end.
  @Test
  void aProcessThatHasEndedUnnoticedDoesNotRun() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/stat")), "SKIPPED: Linux only");
    // a parent that never takes note of its child's end
    Process parent = new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; exec sleep 60").start();
    try (BufferedReader out = parent.inputReader()) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      ProcessMark mark = ProcessMark.of(child);
      assertThat(mark.isAlive()).isTrue();
      // the shell itself would take note of it
      Path name = Path.of("/proc", Long.toString(parent.pid()), "comm");
      await().until(() -> Files.readString(name).strip().equals("sleep"));

      child.destroyForcibly();

      await().atMost(Duration.ofMinutes(3)).until(() -> !mark.isAlive());
      assertThat(ProcessHandle.of(mark.pid())).isPresent();
      assertThat(mark.end(Duration.ofSeconds(5))).isFalse();
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void whatDoesNotEndInTimeIsKilled() throws Exception {
    Process deaf =
        new ProcessBuilder("sh", "-c", "trap '' TERM; echo deaf; while :; do sleep 0.1; done")
            .start();
    assertThat(deaf.inputReader().readLine()).isEqualTo("deaf");
    ProcessMark mark = ProcessMark.of(deaf.toHandle());

    assertThat(mark.end(Duration.ofMillis(300))).isTrue();
    assertThat(mark.isAlive()).isFalse();
  }
}
