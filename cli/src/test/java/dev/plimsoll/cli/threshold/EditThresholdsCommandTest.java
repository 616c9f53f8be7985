package dev.plimsoll.cli.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.service.FakeApi;
import dev.plimsoll.cli.sync.SyncViews;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EditThresholdsCommandTest {
  private static final String CALL = "PATCH /thresholds";

  @TempDir Path folder;
  private FakeApi sync;

  @BeforeEach
  void start() {
    sync = FakeApi.start().on(CALL, SyncViews.thresholds(3));
  }

  @AfterEach
  void stop() {
    sync.close();
  }

  @Test
  void whatIsSaidReachesTheServiceInItsStructure() {
    // when
    CommandRun run =
        CommandRun.of(
            sync.environment(folder),
            "threshold",
            "edit",
            "enabled=false",
            "detection.efficiency_threshold=0.25",
            "detection.consecutive_sparse_limit=1",
            "--reason=a test",
            "--by=ann",
            "--if-version=2");

    // then
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(sync.asked())
        .containsExactly(
            CALL
                + " {\"by\":\"ann\",\"reason\":\"a test\",\"version\":2,"
                + "\"sparse_sequence_optimization\":{\"enabled\":false,\"detection\":"
                + "{\"efficiency_threshold\":0.25,\"consecutive_sparse_limit\":1}}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "enabled",
        "enabled=maybe",
        "=1",
        "detection.efficiency_threshold=",
        "detection.efficiency_threshold=0.1 detection.efficiency_threshold=0.2",
        "detection=1 detection.efficiency_threshold=0.2",
        "detection.efficiency_threshold=NaN"
      })
  void whatIsNotUnderstoodIsNotSent(String assignments) {
    CommandRun run =
        CommandRun.of(
            sync.environment(folder),
            ("threshold edit " + assignments + " --reason test").split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(sync.asked()).isEmpty();
  }

  @Test
  void aChangeNeedsAReason() {
    CommandRun run = CommandRun.of(sync.environment(folder), "threshold", "edit", "enabled=false");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--reason");
    assertThat(sync.asked()).isEmpty();
  }
}
