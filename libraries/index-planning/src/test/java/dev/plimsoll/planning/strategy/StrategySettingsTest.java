package dev.plimsoll.planning.strategy;

import static dev.plimsoll.planning.Facts.GIB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.planning.Facts;
import dev.plimsoll.planning.Jobs;
import dev.plimsoll.planning.schedule.BuildSchedule;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.simulation.Simulator;
import dev.plimsoll.planning.sizing.BuildCosts;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Figures of a strategy's rules are set with its name.
final class StrategySettingsTest {
  private static final Machine MACHINE = Jobs.machine(32, 64 * GIB);

  private static Job job(String table, long gb) {
    return new Job(table, Facts.name(table), Jobs.work(gb * 6_000_000, gb * GIB), false, Set.of());
  }

  private static ListStrategy named(String text) {
    return (ListStrategy) Strategies.named(text).orElseThrow();
  }

  @Test
  void theMemoryIsDividedByTheBatchAndByWhatIsLeftAlone() {
    // 150 to 300 GB: 4 workers of (64 GB less the reserve) / 4, times the multiplier
    assertThat(named("adaptive").wish(job("s.t", 160), MACHINE).memoryBytes()).isEqualTo(14 * GIB);
    assertThat(named("adaptive:batch_size=2").wish(job("s.t", 160), MACHINE).memoryBytes())
        .isEqualTo(7 * GIB);
    assertThat(named("adaptive:reserve=0.5").wish(job("s.t", 160), MACHINE).memoryBytes())
        .isEqualTo(10 * GIB);
    assertThat(named("adaptive:large_multiplier=2").wish(job("s.t", 160), MACHINE).memoryBytes())
        .isEqualTo(24 * GIB);
    assertThat(
            named("adaptive:very_large_multiplier=1").wish(job("s.t", 310), MACHINE).memoryBytes())
        .isEqualTo(12 * GIB);
    assertThat(named("adaptive:base_workers=8").wish(job("s.t", 160), MACHINE).workers())
        .isEqualTo(8);
    assertThat(named("hybrid:reserve=0.5").wish(job("s.t", 60), MACHINE).memoryBytes())
        .isEqualTo(32 * GIB);
  }

  @Test
  void soManyRunAtOnce() {
    assertThat(atOnce("adaptive")).isEqualTo(1);
    assertThat(atOnce("adaptive:batch_size=3")).isEqualTo(3);
    assertThat(atOnce("hybrid")).isEqualTo(4);
    assertThat(atOnce("hybrid:max_concurrent_builds=2")).isEqualTo(2);
  }

  private static long atOnce(String strategy) {
    List<Job> jobs = IntStream.range(0, 8).mapToObj(i -> job("s.t" + i, 5)).toList();
    BuildSchedule schedule = Simulator.predict(named(strategy), jobs, MACHINE, BuildCosts.DEFAULT);
    return schedule.placements().stream()
        .mapToLong(
            placed ->
                schedule.placements().stream()
                    .filter(
                        other ->
                            other.start().compareTo(placed.start()) <= 0
                                && other.end().compareTo(placed.start()) > 0)
                    .count())
        .max()
        .orElse(0);
  }

  @Test
  void theNameSaysWhatIsSetInOneOrder() {
    assertThat(named("adaptive/100:reserve=0.30,batch_size=2").name())
        .isEqualTo("adaptive/100:batch_size=2,reserve=0.3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adaptive:batch_size=0",
        "adaptive:batch_size=1.5",
        "adaptive:reserve=1",
        "adaptive:reserve=-1",
        "adaptive:batch_size=1,batch_size=2",
        "adaptive:jobs=2",
        "adaptive:",
        "adaptive:batch_size",
        "hybrid:batch_size=2",
        "hybrid:max_concurrent_builds=0",
        "moldable:reserve=0.1",
        "default:reserve=0.1",
        "nobody:reserve=0.1"
      })
  void whatItHasNotIsRefused(String text) {
    assertThat(Strategies.named(text)).isEmpty();
  }
}
