package dev.plimsoll.cli.threshold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.CommandRun;
import dev.plimsoll.cli.service.FakeApiTestCase;
import dev.plimsoll.cli.sync.SyncViews;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EditThresholdsCommandTest extends FakeApiTestCase {
  private static final String CALL = "PATCH /thresholds";

  @BeforeEach
  void answer() {
    api.on(CALL, SyncViews.thresholds(3));
  }

  @Test
  void whatIsSaidReachesTheServiceInItsStructure() {
    // when
    CommandRun run =
        run(
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
    assertThat(api.asked())
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
    CommandRun run = run(("threshold edit " + assignments + " --reason test").split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void aChangeNeedsAReason() {
    CommandRun run = run("threshold", "edit", "enabled=false");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--reason");
    assertThat(api.asked()).isEmpty();
  }
}
