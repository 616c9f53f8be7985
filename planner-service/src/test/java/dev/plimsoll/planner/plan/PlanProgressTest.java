package dev.plimsoll.planner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.planner.plan.PlanProgress.Fact;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanProgressTest {
  private static final UUID LEAF = UUID.randomUUID();
  private static final UUID PARENT = UUID.randomUUID();
  private static final UUID ROOT = UUID.randomUUID();

  private static Fact fact(UUID id, BuildView.State state, int attempt, UUID... blockedBy) {
    return new Fact(id, state, attempt, List.of(blockedBy));
  }

  @ParameterizedTest
  @CsvSource({
    "APPROVED,  PLANNED,   PLANNED,    0, APPROVED",
    "APPROVED,  PLANNED,   DISPATCHED, 1, RUNNING",
    "PAUSED,    PLANNED,   RUNNING,    1, PAUSED",
    "RUNNING,   SUCCEEDED, SUCCEEDED,  1, DONE",
    "PAUSED,    SUCCEEDED, SUCCEEDED,  1, DONE",
    "RUNNING,   SUCCEEDED, FAILED,     1, FAILED",
    "RUNNING,   RUNNING,   FAILED,     1, RUNNING",
    "RUNNING,   CANCELLED, SUCCEEDED,  1, CANCELLED",
    "RUNNING,   CANCELLED, FAILED,     1, FAILED",
    "FAILED,    SUCCEEDED, PLANNED,    2, RUNNING",
    "DRAFT,     PLANNED,   PLANNED,    0, DRAFT",
    "SUPERSEDED,PLANNED,   PLANNED,    0, SUPERSEDED"
  })
  void followsItsBuilds(
      PlanView.State now,
      BuildView.State one,
      BuildView.State other,
      int attempt,
      PlanView.State then) {
    List<Fact> builds = List.of(fact(LEAF, one, attempt), fact(PARENT, other, attempt));

    assertThat(PlanProgress.state(now, builds)).isEqualTo(then);
  }

  @Test
  void hasFailedWhenAllThatIsLeftNeedsWhatFailed() {
    List<Fact> builds =
        List.of(
            fact(LEAF, BuildView.State.FAILED, 1),
            fact(PARENT, BuildView.State.PLANNED, 0, LEAF),
            fact(ROOT, BuildView.State.PLANNED, 0, PARENT));

    assertThat(PlanProgress.stuck(builds)).containsExactlyInAnyOrder(PARENT, ROOT);
    assertThat(PlanProgress.state(PlanView.State.RUNNING, builds)).isEqualTo(PlanView.State.FAILED);
  }

  @Test
  void isDoneWithoutBuilds() {
    assertThat(PlanProgress.state(PlanView.State.APPROVED, List.of()))
        .isEqualTo(PlanView.State.DONE);
  }
}
