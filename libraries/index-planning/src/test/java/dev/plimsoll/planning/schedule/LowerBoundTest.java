package dev.plimsoll.planning.schedule;

import static dev.plimsoll.planning.Facts.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.planning.Jobs;
import dev.plimsoll.planning.sizing.BuildCosts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LowerBoundTest {
  private static LowerBound bound(List<Job> jobs, Machine machine) {
    return LowerBound.of(jobs, machine, BuildCosts.DEFAULT);
  }

  @Test
  void lanesFollowTheLargestShare() {
    assertThat(LaneThresholds.DEFAULT.lane(0.51)).isEqualTo(Lane.LARGE);
    assertThat(LaneThresholds.DEFAULT.lane(0.5)).isEqualTo(Lane.MEDIUM);
    assertThat(LaneThresholds.DEFAULT.lane(0.125)).isEqualTo(Lane.SMALL);
    assertThat(new LaneThresholds(0.01, 0.001).lane(0.02)).isEqualTo(Lane.LARGE);
  }

  @Test
  void manyBuildsAreBoundByCpuAndOneByItself() {
    List<Job> many = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      many.add(Jobs.job("j" + i, "s.t" + i, 5_000_000));
    }
    Machine machine = Jobs.machine(4, 8 * GIB);

    LowerBound crowd = bound(many, machine);
    LowerBound alone = bound(List.of(Jobs.job("a", "s.a", 50_000_000)), machine);

    assertThat(crowd.by()).isEqualTo(LowerBound.By.CPU);
    assertThat(crowd.words()).isEqualTo("CPU: 4 cores");
    assertThat(alone.by()).isEqualTo(LowerBound.By.LONGEST_BUILD);
    assertThat(alone.words()).isEqualTo("the longest build: s.a");
  }

  @Test
  void buildsOfOneTableAndBuildsThatWaitForEachOtherAreOneChain() {
    Machine machine = Jobs.machine(16, 8 * GIB);
    Job one = Jobs.job("one", "s.a", 5_000_000);
    Duration single = bound(List.of(one), machine).atLeast();

    LowerBound sameTable = bound(List.of(one, Jobs.job("two", "s.a", 5_000_000)), machine);
    LowerBound chain =
        bound(List.of(one, Jobs.job("after", "s.b", 5_000_000, false, Set.of("one"))), machine);

    assertThat(sameTable.atLeast()).isEqualTo(single.multipliedBy(2));
    assertThat(chain.atLeast()).isEqualTo(single.multipliedBy(2));
    assertThat(chain.words()).contains("s.b after what it waits for");
  }

  @Test
  void aSlowDiskBindsAndWhatMustRunAloneComesOnTop() {
    Job safe = Jobs.job("safe", "s.a", 5_000_000);
    Job unsafe = Jobs.job("unsafe", "s.b", 5_000_000, true, Set.of());
    Machine slow = Jobs.machine(4, 8 * GIB, 10_000_000);

    LowerBound disk = bound(List.of(safe), slow);
    LowerBound both = bound(List.of(safe, unsafe), Jobs.machine(4, 8 * GIB));

    assertThat(disk.by()).isEqualTo(LowerBound.By.DISK);
    assertThat(disk.words()).isEqualTo("disk: 10 MB/s for all builds");
    assertThat(both.atLeast())
        .isEqualTo(
            bound(List.of(safe), Jobs.machine(4, 8 * GIB))
                .atLeast()
                .plus(bound(List.of(unsafe), Jobs.machine(4, 8 * GIB)).atLeast()));
    assertThat(both.words()).endsWith("and what must run alone");
  }

  @Test
  void nothingToBuildIsBoundByNothing() {
    assertThat(bound(List.of(), Jobs.machine(1, GIB)).by()).isEqualTo(LowerBound.By.NOTHING);
  }
}
