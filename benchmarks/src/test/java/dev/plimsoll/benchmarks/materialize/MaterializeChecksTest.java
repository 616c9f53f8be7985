package dev.plimsoll.benchmarks.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.benchmarks.harness.Contender;
import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.Run;
import dev.plimsoll.cli.checks.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The checks over made-up figures.
final class MaterializeChecksTest {
  private final List<Contender> contenders = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();

  @BeforeEach
  void asDemanded() {
    put(Scenario.SIXTEEN, 80_000, 140, 5, 3);
    put(Scenario.MANY_PARTITIONS, 62_000, 140, 5, 3);
    put(Scenario.history(false), 62_000, 140, 5, 3);
    put(Scenario.PACED, 2_000, 140, 5, 25);
    put(Scenario.PACED_HELD, 2_000, 140, 5, 75);
    put(Scenario.PACED, Way.RETAINED, 2_000, 140, 5, 25);
    put(Scenario.SIXTEEN, Way.SEED, 10_000, 1_400, 30, 800);
    put(Scenario.SIXTEEN, Way.SYNCHRONOUS, 25_000, 300, 20, 35);
    put(Scenario.SIXTEEN, Way.ROW_BY_ROW, 10_000, 700, 60, 35);
  }

  @Test
  void holdWhenEverythingIsAsDemanded() {
    assertThat(failing(true)).isEmpty();
    assertThat(new MaterializeChecks(true).of(outcome())).hasSizeGreaterThan(7);
  }

  @Test
  void rateWalAndCpuAreHeldAgainstTheSeeds() {
    replace(Scenario.SIXTEEN, 79_000, 141, 5.1, 3);

    assertThat(failing(true))
        .containsExactly(
            "16 parts: ours, x seed 2",
            "16 parts: ours, WAL of an event as a share of seed 2's",
            "16 parts: ours, server CPU of an event, µs");
    assertThat(failing(false)).isEmpty();
  }

  @Test
  void itMustBeFlat() {
    replace(Scenario.MANY_PARTITIONS, 61_000, 140, 5, 3);
    replace(Scenario.history(false), 61_000, 140, 5, 3);

    assertThat(failing(true))
        .containsExactly("ours, x slower with history", "ours, x slower with 10,000 partitions");
  }

  @Test
  void whatIsVisibleLateIsFound() {
    replace(Scenario.PACED, 2_000, 140, 5, 26);
    assertThat(failing(true)).containsExactly("paced: ours, visible p99, ms");

    replace(Scenario.PACED, 2_000, 140, 5, 24);
    assertThat(failing(true))
        .containsExactly("paced: ours, visible p99 beside a held snapshot, x without");
  }

  @Test
  void retentionMustNotShow() {
    replace(Scenario.PACED, Way.RETAINED, 2_000, 140, 5, 26);

    assertThat(failing(true)).containsExactly("paced: ours, visible p99 beside retention, ms");
  }

  @Test
  void synchronousCommitsAreHeldAgainstRowByRow() {
    replace(Scenario.SIXTEEN, Way.SYNCHRONOUS, 24_900, 300, 20, 36);

    assertThat(failing(true))
        .containsExactly(
            "16 parts: ours synchronous, x row by row",
            "16 parts: ours synchronous, p99 as a share of row by row's");
  }

  @Test
  void whoTookNoPartHoldsNothing() {
    drop(Scenario.PACED_HELD, Way.ASYNCHRONOUS);

    assertThat(failing(true))
        .containsExactly("paced: ours, visible p99 beside a held snapshot, x without");
  }

  private List<String> failing(boolean fast) {
    return new MaterializeChecks(fast)
        .of(outcome()).stream().filter(check -> !check.holds()).map(Check::name).toList();
  }

  private Outcome outcome() {
    return Outcome.of(contenders, runs);
  }

  private void put(Scenario scenario, double rate, double wal, double cpu, double p99) {
    contenders.add(new Contender(scenario.title(), "INSERT", Role.CEILING, () -> Done.of(1)));
    runs.add(new Run(scenario.title() + ": INSERT", 1, false, 1, 1, Map.of()));
    put(scenario, Way.ASYNCHRONOUS, rate, wal, cpu, p99);
  }

  private void put(Scenario scenario, Way way, double rate, double wal, double cpu, double p99) {
    contenders.add(new Contender(scenario.title(), way.name(), way.role(), () -> Done.of(1)));
    runs.add(
        new Run(
            scenario.title() + ": " + way.name(),
            1,
            false,
            rate,
            1_000_000_000,
            Map.of(EndToEnd.WAL_PER_EVENT, wal, EndToEnd.CPU_PER_EVENT, cpu, Latencies.P99, p99)));
  }

  private void replace(Scenario scenario, double rate, double wal, double cpu, double p99) {
    replace(scenario, Way.ASYNCHRONOUS, rate, wal, cpu, p99);
  }

  private void replace(
      Scenario scenario, Way way, double rate, double wal, double cpu, double p99) {
    drop(scenario, way);
    put(scenario, way, rate, wal, cpu, p99);
  }

  private void drop(Scenario scenario, Way way) {
    String label = scenario.title() + ": " + way.name();
    contenders.removeIf(contender -> contender.label().equals(label));
    runs.removeIf(run -> run.contender().equals(label));
  }
}
