package dev.plimsoll.planner.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.BuildEvent.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AttemptStepsTest {
  private static final Step CHECKED = step("check the table", "done", 3);
  private static final Step CREATED = step("create the index", "done", 90_000);

  private static Step step(String name, String outcome, long millis) {
    return new Step(name, outcome, Duration.ofMillis(millis));
  }

  @Test
  void whoTakesAnAttemptOverDoesNotTakeAwayWhatWasDone() {
    List<Step> told =
        List.of(
            step("check the table", "done", 4),
            step("create the index", "already done", 1),
            step("attach the key", "done", 7));

    assertThat(BuildAttempt.merged(List.of(CHECKED, CREATED), told))
        .containsExactly(told.get(0), CREATED, told.get(2));
  }

  @Test
  void anEventThatTellsOfNoneChangesNothing() {
    assertThat(BuildAttempt.merged(List.of(CHECKED), List.of())).containsExactly(CHECKED);
  }

  @Test
  void whatFailedAndThenWentWellIsDone() {
    Step failed = step("attach the key", "failed", 5_000);

    assertThat(
            BuildAttempt.merged(
                List.of(CHECKED, failed), List.of(step("attach the key", "done", 9))))
        .containsExactly(CHECKED, step("attach the key", "done", 9));
    assertThat(BuildAttempt.merged(List.of(CHECKED), List.of(failed)))
        .containsExactly(CHECKED, failed);
  }
}
