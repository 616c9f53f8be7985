package dev.plimsoll.planning.schedule;

import static dev.plimsoll.planning.Facts.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.planning.Jobs;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildOption;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FlowTest {
  private static final Job JOB = Jobs.job("a", "s.a", 20_000_000);
  private static final Job OTHER = Jobs.job("b", "s.b", 20_000_000);

  private static BuildOption option(int workers) {
    return Jobs.machine(8, 8 * GIB).sizer(BuildCosts.DEFAULT).option(JOB.work(), workers, GIB);
  }

  private static Flow flow(int cores, int poolWorkers, long diskBytesPerSecond) {
    return new Flow(Jobs.machine(cores, GIB, diskBytesPerSecond).capacity(), poolWorkers);
  }

  private static double end(Flow flow) {
    while (!flow.idle()) {
      flow.next();
    }
    return flow.nowMillis();
  }

  private static FlowingBuild begin(Flow flow, Job job, int workers) {
    return flow.begin(job, job.work(), option(workers), BuildCosts.DEFAULT);
  }

  @Test
  void aBuildWithCoresOfItsOwnTakesWhatWasPredicted() {
    Flow flow = flow(4, 4, 0);
    begin(flow, JOB, 3);

    assertThat(end(flow)).isCloseTo(option(3).elapsed().toNanos() / 1e6, within(0.01));
  }

  @Test
  void twoOnOneCoreTakeAsLongAsOneAfterTheOther() {
    Flow flow = flow(1, 0, 0);
    begin(flow, JOB, 0);
    begin(flow, OTHER, 0);

    assertThat(end(flow)).isCloseTo(2 * option(0).cpu().toNanos() / 1e6, within(0.01));
  }

  @Test
  void thePoolGivesTheFirstWhatItAskedForAndTheSecondNothing() {
    Flow flow = flow(8, 3, 0);

    FlowingBuild first = begin(flow, JOB, 3);
    FlowingBuild second = begin(flow, OTHER, 3);

    assertThat(first.workersLaunched()).isEqualTo(3);
    assertThat(second.workersLaunched()).isZero();
    // and gets them back when the first has sorted, not when it has ended
    List<FlowingBuild> changed = flow.next();
    assertThat(changed).containsExactly(first);
    assertThat(first.sorted()).isTrue();
    assertThat(first.ended()).isFalse();
    assertThat(begin(flow, Jobs.job("c", "s.c", 20_000_000), 3).workersLaunched()).isEqualTo(3);
  }

  @Test
  void aSlowDiskIsSharedAndSetsThePace() {
    double bytes = JOB.work().diskBytes(option(0)) + OTHER.work().diskBytes(option(0));
    Flow flow = flow(8, 8, 50_000_000);
    begin(flow, JOB, 0);
    begin(flow, OTHER, 0);

    assertThat(end(flow)).isCloseTo(bytes / 50_000, within(bytes / 50_000 * 0.02));
  }
}
