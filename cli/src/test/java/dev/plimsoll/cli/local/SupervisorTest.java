package dev.plimsoll.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SupervisorTest {
  @TempDir Path folder;

  @Test
  void pausesDoubleUpToAMinute() {
    assertThat(Supervisor.pause(1)).isEqualTo(Duration.ofMillis(500));
    assertThat(Supervisor.pause(4)).isEqualTo(Duration.ofSeconds(4));
    assertThat(Supervisor.pause(8)).isEqualTo(Duration.ofMinutes(1));
    assertThat(Supervisor.pause(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void theLastCauseInALogIsWhatItDiedOf() throws Exception {
    Path log = folder.resolve("part.log");
    assertThat(FailureCause.of(log)).isEmpty();
    Files.writeString(log, "x".repeat(100_000) + "\njava.lang.OutOfMemoryError: Java heap space\n");
    assertThat(FailureCause.of(log)).contains("OutOfMemoryError");

    Files.writeString(log, "PANIC:  could not write: No space left on device\n");

    assertThat(FailureCause.of(log)).contains("No space left on device");
  }
}
