package dev.plimsoll.planning.simulation;

import static dev.plimsoll.planning.Facts.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.planning.Jobs;
import dev.plimsoll.planning.schedule.BuildSchedule;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.LowerBound;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.planning.strategy.SchedulingStrategy;
import dev.plimsoll.planning.strategy.Strategies;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The example of eleven tables, 9.4 billion rows and 1523 GB, on 64 GB.
final class ElevenTablesTest {
  private static BuildSchedule run(SchedulingStrategy strategy, KeyKind kind, Machine machine) {
    return Simulator.predict(strategy, Jobs.elevenTables().jobs(kind), machine, BuildCosts.DEFAULT);
  }

  private static BuildSchedule run(String strategy, int cores) {
    SchedulingStrategy known =
        strategy.equals("longest-first")
            ? Strategies.serial()
            : Strategies.named(strategy).orElseThrow();
    return run(known, KeyKind.TEXT_C, Jobs.machine(cores, 64 * GIB));
  }

  @Test
  void theExampleHasTheTotalsAndTheTablesThatAreNamed() {
    List<WhatIf.Table> tables = Jobs.elevenTables().tables();

    assertThat(tables).hasSize(11);
    assertThat(tables.stream().mapToLong(WhatIf.Table::rows).sum()).isEqualTo(9_400_000_000L);
    assertThat(tables.stream().mapToLong(WhatIf.Table::bytes).sum()).isEqualTo(1_523 * GIB);
    assertThat(tables)
        .contains(
            table("client_id_card_fingerprint__time_since__365d", 2_000, 339),
            table("client_id_card_fingerprint_good_rates_365d", 1_000, 162),
            table("client_id_customer_email_clean__good_rates_30d", 400, 65));
  }

  private static WhatIf.Table table(String name, long millions, long gb) {
    return new WhatIf.Table("features." + name, millions * 1_000_000, gb * GIB, "text-c", 65);
  }

  /// Not 3, 3, 4 and 1, as its text has them: so many, each as large as its class allows, are 7 GB
  /// short of 1523.
  @Test
  void theExampleHasSoManyTablesInEachClass() {
    assertThat(classes(0, 50)).isEqualTo(2);
    assertThat(classes(50, 100)).isEqualTo(3);
    assertThat(classes(100, 200)).isEqualTo(5);
    assertThat(classes(200, 1_000)).isEqualTo(1);
  }

  private static long classes(long fromGb, long toGb) {
    return Jobs.elevenTables().tables().stream()
        .filter(table -> table.bytes() >= fromGb * GIB && table.bytes() < toGb * GIB)
        .count();
  }

  /// Re-planning after every build is what the strategy does here: it is asked at each end.
  @ParameterizedTest
  @CsvSource({"2", "4", "8", "16"})
  void moldableIsWithinATenthOfTheLowerBound(int cores) {
    BuildSchedule schedule = run("moldable", cores);

    System.out.printf(
        "%d cores: %d min, %.3f x the bound (%s)%n",
        cores, schedule.makespan().toMinutes(), schedule.ratio(), schedule.lowerBound().words());
    assertThat(schedule.refused()).isEmpty();
    assertThat(schedule.ratio()).isLessThanOrEqualTo(1.1);
  }

  @ParameterizedTest
  @CsvSource({"2", "4", "8", "16"})
  void withLibcsCollationItIsWithinAFifth(int cores) {
    BuildSchedule schedule =
        run(Strategies.moldable(), KeyKind.TEXT_LIBC_C, Jobs.machine(cores, 64 * GIB));

    System.out.printf(
        "%d cores, C.UTF-8: %d min, %.3f x the bound%n",
        cores, schedule.makespan().toMinutes(), schedule.ratio());
    assertThat(schedule.ratio()).isLessThanOrEqualTo(1.2);
  }

  /// Minutes by the model that the strategies were chosen with. It knew neither slots (7 builds at
  /// once here), nor the pool of workers, nor that workers leave after the sort, and it had other
  /// sizes for the tables that are not named, so it is met within 6 % and not to the minute.
  @ParameterizedTest
  @CsvSource({
    "default,      124, 124, 124, 124",
    "hybrid,       121, 120, 120, 120",
    "adaptive,     121, 100,  96,  96",
    "pgcopydb,      85,  44,  31,  28",
    "longest-first, 79,  41,  36,  36",
    "moldable,      82,  41,  21,  19"
  })
  void theOlderModelIsReproduced(String strategy, int two, int four, int eight, int sixteen) {
    int[] expected = {two, four, eight, sixteen};
    int[] cores = {2, 4, 8, 16};
    for (int i = 0; i < cores.length; i++) {
      double minutes = run(strategy, cores[i]).makespan().toSeconds() / 60.0;
      System.out.printf(
          "%-14s %2d cores: %6.1f min, the older model %d%n",
          strategy, cores[i], minutes, expected[i]);
      assertThat(minutes).isCloseTo(expected[i], within(0.06 * expected[i]));
    }
  }

  @Test
  void moldableIsTheFastestOfAllAtEverySize() {
    for (int cores : new int[] {2, 4, 8, 16}) {
      List<Job> jobs = Jobs.elevenTables().jobs(null);
      Comparison comparison =
          Comparison.of(
              Strategies.all(), jobs, Jobs.machine(cores, 64 * GIB), BuildCosts.DEFAULT, null);

      assertThat(comparison.rows())
          .filteredOn(row -> !row.strategy().equals("moldable"))
          .allSatisfy(
              row ->
                  assertThat(row.makespan())
                      .as(row.strategy() + " on " + cores)
                      .isGreaterThan(
                          comparison.rows().getFirst().makespan().multipliedBy(99).dividedBy(100)));
    }
  }

  /// Its search begins with the queue's order, and leaves it only for an earlier end.
  @ParameterizedTest
  @CsvSource({"2", "4", "8", "16"})
  void theReadyQueuesOrdersCostLittle(int cores) {
    double moldable = run("moldable", cores).makespan().toMillis();
    for (SchedulingStrategy queue : Strategies.queueOrders()) {
      BuildSchedule schedule = run(queue.name(), cores);
      double share = schedule.makespan().toMillis() / moldable;
      System.out.printf(
          "%-16s %2d cores: %d min, %.3f of moldable%n",
          queue.name(), cores, schedule.makespan().toMinutes(), share);
      assertThat(share).isBetween(0.999, 1.15);
    }
  }

  @Test
  void atHalfAGigabyteASecondTheDiskDecidesWhateverTheStrategy() {
    Comparison slow = compare(500);
    Comparison fast = compare(2_000);

    assertThat(slow.lowerBound().by()).isEqualTo(LowerBound.By.DISK);
    assertThat(slow.diskDecides()).isTrue();
    BuildSchedule best = slow.rows().getFirst().schedule();
    BuildSchedule worst =
        slow.rows().stream()
            .map(Comparison.Row::schedule)
            .max((a, b) -> a.makespan().compareTo(b.makespan()))
            .orElseThrow();
    System.out.printf(
        "0.5 GB/s on 16 cores: %d to %d min; 2 GB/s: %d min%n",
        best.makespan().toMinutes(),
        worst.makespan().toMinutes(),
        fast.rows().getFirst().makespan().toMinutes());
    assertThat((double) worst.makespan().toNanos() / best.makespan().toNanos()).isLessThan(1.25);
    assertThat(fast.lowerBound().by()).isEqualTo(LowerBound.By.DISK);
    assertThat(fast.diskDecides()).isFalse();
  }

  private static Comparison compare(long megabytesPerSecond) {
    return Comparison.of(
        Strategies.all(),
        Jobs.elevenTables().jobs(null),
        Jobs.machine(16, 64 * GIB, megabytesPerSecond * 1_000_000),
        BuildCosts.DEFAULT,
        null);
  }

  @Test
  void aWindowFitsOrDoesNotAndSometimesNoStrategyCouldMakeIt() {
    List<Job> jobs = Jobs.elevenTables().jobs(null);
    Machine machine = Jobs.machine(8, 64 * GIB);

    Comparison hour =
        Comparison.of(Strategies.all(), jobs, machine, BuildCosts.DEFAULT, Duration.ofHours(1));
    Comparison minutes =
        Comparison.of(Strategies.all(), jobs, machine, BuildCosts.DEFAULT, Duration.ofMinutes(5));

    assertThat(hour.rows())
        .filteredOn(Comparison.Row::fits)
        .extracting(Comparison.Row::strategy)
        .containsExactlyInAnyOrder("moldable", "pgcopydb", "all-at-once");
    assertThat(hour.windowIsPossible()).isTrue();
    assertThat(minutes.rows()).noneMatch(Comparison.Row::fits);
    assertThat(minutes.windowIsPossible()).isFalse();
  }
}
