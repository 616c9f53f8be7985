package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.message.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./plimsoll demo` as a newcomer types it, at a small scale.
final class DemoST {
  private static final int MINUTES = 6;

  @TempDir private Path folder;

  @Test
  void endsWithAReceiptAndLeavesNothingRunning() throws IOException, InterruptedException {
    // Given an empty data folder
    Path data = folder.resolve("data");
    Path report = folder.resolve("report.json");
    Path output = folder.resolve("output.txt");

    // When
    Process demo =
        new ProcessBuilder(
                Path.of(System.getProperty("plimsoll.root"), "plimsoll").toString(),
                "demo",
                "--scale",
                "0.02",
                "--data",
                data.toString(),
                "--json",
                report.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    boolean ended = demo.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      demo.destroy();
    }
    String text = Files.readString(output);

    // Then
    assertThat(ended).as(text).isTrue();
    assertThat(demo.exitValue()).as(text).isZero();
    assertThat(text).contains("SIGKILL").contains("./plimsoll plan --service mydb");
    JsonNode checks = Json.MAPPER.readTree(report.toFile()).path("checks");
    assertThat(checks.isArray() && !checks.isEmpty()).as("%s", checks).isTrue();
    for (JsonNode check : checks) {
      assertThat(check.path("holds").asBoolean()).as("%s", check).isTrue();
    }
    assertThat(processesOn(data)).as("processes left behind").isEmpty();
  }

  private static List<String> processesOn(Path data) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(data.toString()))
        .toList();
  }
}
