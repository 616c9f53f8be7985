package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `./plimsoll` as cron and systemd start it: with next to no environment.
final class BareEnvironmentST {
  @Test
  void theLauncherNeedsNoHome() throws IOException, InterruptedException {
    // given
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("plimsoll.root"), "plimsoll").toString(), "version")
            .redirectErrorStream(true);
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH", "/usr/bin:/bin",
                "JAVA_HOME", System.getProperty("java.home"),
                "PLIMSOLL_BUILT", "yes"));

    // when
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    // then
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).startsWith("plimsoll ").doesNotContain("HOME");
  }
}
