package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.message.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./plimsoll demo` as a newcomer types it, at a small scale.
final class DemoST {
  @TempDir private Path folder;

  @Test
  void endsWithAReceiptAndLeavesNothingRunning() throws IOException, InterruptedException {
    // Given an empty data folder
    Path report = folder.resolve("report.json");
    try (Launcher plimsoll = new Launcher(folder, Map.of())) {
      // When
      Launcher.Answer demo =
          plimsoll.run(0, "demo", "--scale", "0.02", "--json", report.toString());

      // Then
      assertThat(demo.err()).contains("SIGKILL");
      assertThat(demo.out() + demo.err()).contains("./plimsoll plan --service mydb");
      JsonNode checks = Json.MAPPER.readTree(report.toFile()).path("checks");
      assertThat(checks.isArray() && !checks.isEmpty()).as("%s", checks).isTrue();
      for (JsonNode check : checks) {
        assertThat(check.path("holds").asBoolean()).as("%s", check).isTrue();
      }
      assertThat(plimsoll.processes()).as("processes left behind").isEmpty();
    }
  }
}
