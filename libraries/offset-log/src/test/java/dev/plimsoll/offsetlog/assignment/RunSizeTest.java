package dev.plimsoll.offsetlog.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunSizeTest {
  private static final Duration BUDGET = Duration.ofMillis(100);

  private static AssignedRun run(int taken, int partitions) {
    List<Integer> moved = IntStream.range(0, partitions).boxed().toList();
    return new AssignedRun(
        0,
        taken,
        0,
        new Placement.Outcome(moved, taken, taken, 0, List.of()),
        List.of(),
        Duration.ZERO,
        Duration.ZERO);
  }

  @Test
  void growsWhileItsRunsAreFullAndQuickAndNeverBeyondTheMost() {
    RunSize size = new RunSize.Adaptive(20_000, BUDGET);
    for (int i = 0; i < 20; i++) {
      size.ran(run(size.batches(), 16), Duration.ofMillis(20));
    }
    assertThat(size.batches()).isEqualTo(20_000);
  }

  @Test
  void staysWhereItIsWhenLittleWaits() {
    RunSize size = new RunSize.Adaptive(20_000, BUDGET);
    int before = size.batches();

    size.ran(run(3, 2), Duration.ofMillis(1));

    assertThat(size.batches()).isEqualTo(before);
  }

  @Test
  void halvesWhenARunTookTooLongButNeverToNothing() {
    RunSize size = new RunSize.Adaptive(20_000, BUDGET);
    int before = size.batches();
    size.ran(run(before, 9_000), Duration.ofMillis(101));
    assertThat(size.batches()).isEqualTo(before / 2);

    for (int i = 0; i < 20; i++) {
      size.ran(run(size.batches(), 9_000), Duration.ofSeconds(1));
    }
    assertThat(size.batches()).isEqualTo(500);
    assertThat(new RunSize.Adaptive(7, BUDGET).batches()).isEqualTo(7);
  }
}
