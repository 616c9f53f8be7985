package dev.plimsoll.cli.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServiceOptionTest {
  private static final String SECRET = "canary-secret";

  @TempDir Path folder;

  private CommandRun run(Map<String, String> environment) {
    return CommandRun.of(environment, "build", "list", "--data", folder.toString());
  }

  @Test
  void thePlannerOfTheEnvironmentGetsTheTokenOfItsFile() {
    try (FakeApi planner = FakeApi.start().on("GET /builds", List.of())) {
      assertThat(run(planner.environment(folder)).exitCode()).isZero();
    }
  }

  @Test
  void suggestionsAreForTheSameData() {
    try (FakeApi planner = FakeApi.start().on("GET /builds", List.of())) {
      assertThat(run(planner.environment(folder)).err()).contains("db list --data " + folder);
    }
  }

  @Test
  void withoutAPlannerItSaysHowToStartOne() {
    CommandRun run = run(Map.of());

    assertThat(run.exitCode()).isEqualTo(8);
    assertThat(run.err()).contains("does not run on " + folder, "./plimsoll up");
    // nor does looking make a token
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aTokenIsNeverSentInTheClearToAnotherMachine() throws IOException {
    Path token = Files.writeString(folder.resolve("t"), SECRET);
    for (String url :
        List.of(
            "http://planner.example", "ftp://127.0.0.1", "planner", "http://u:p@127.0.0.1", "::")) {
      CommandRun run = run(Map.of("PLIMSOLL_PLANNER_URL", url, "PLIMSOLL_TOKEN", token.toString()));

      assertThat(run.exitCode()).as(url).isEqualTo(2);
      assertThat(run.err()).contains("PLIMSOLL_PLANNER_URL").doesNotContain(SECRET, "u:p@");
    }
  }

  @Test
  void aTokenInPlaceOfItsFileIsNotShown() {
    for (String token : List.of("", SECRET, SECRET + "\u0000")) {
      CommandRun run =
          run(Map.of("PLIMSOLL_PLANNER_URL", "http://127.0.0.1:1", "PLIMSOLL_TOKEN", token));

      assertThat(run.exitCode()).isEqualTo(4);
      assertThat(run.err()).contains("PLIMSOLL_TOKEN").doesNotContain(SECRET);
    }
  }

  @Test
  void theSyncServiceHasAnAddressOfItsOwn() {
    Map<String, String> insecure =
        Map.of("PLIMSOLL_SYNC_URL", "http://sync.example", "PLIMSOLL_TOKEN", "t");

    CommandRun run = CommandRun.of(insecure, "extract", "list");
    CommandRun absent = CommandRun.of(Map.of(), "extract", "list", "--data", folder.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("PLIMSOLL_SYNC_URL would send the token unencrypted");
    assertThat(absent.exitCode()).isEqualTo(8);
    assertThat(absent.err()).contains("the sync service does not run on " + folder);
  }
}
