package dev.plimsoll.benchmarks.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.benchmarks.extract.Trial.Compared;
import dev.plimsoll.benchmarks.extract.Trial.LeftOut;
import dev.plimsoll.benchmarks.harness.Contender;
import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.Run;
import dev.plimsoll.demo.checks.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The checks over made-up runs: seconds of a table of a hundred rows, queries, files.
final class ExtractChecksTest {
  private static final long ROWS = 100;
  private static final RacedStrategy ONE_STREAM = new RacedStrategy("stream", 1);
  private static final RacedStrategy TWO_STREAMS = new RacedStrategy("stream", 2);

  private final List<Contender> contenders = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();
  private final List<Trial> trials = new ArrayList<>();
  private final List<MemoryTrial> memory = new ArrayList<>();
  private final Map<String, Long> rows = new HashMap<>();

  private void good() {
    table("dense", 1.0);
    reads("dense", RacedStrategy.TWO_BLOCKS, 1.25, 20, 0, 3);
    table("sparse", 1.0);
    reads("sparse", RacedStrategy.FIXED, 8, 2_000, 500, 1_400);
    reads("sparse", RacedStrategy.TWO_BLOCKS, 1.2, 20, 0, 3);
    table("huge gap", 1.0);
    reads("huge gap", RacedStrategy.TWO_BLOCKS, 1.2, 20, 0, 3);
    table("seed 1's case", 0.1);
    reads("seed 1's case", RacedStrategy.FIXED, 1, 53, 3, 50);
    reads("seed 1's case", RacedStrategy.AUTO, 0.2, 1, 0, 1);
    table("MariaDB sparse", 1.0);
    reads("MariaDB sparse", ONE_STREAM, 2.2, 1, 0, 4);
    reads("MariaDB sparse", TWO_STREAMS, 1.8, 40, 0, 4);
    memory.add(reading(BulkyTable.LONG_VALUES.rows(), "DONE", 768));
  }

  private static MemoryTrial reading(long rows, String end, long peakMib) {
    BulkyTable table = BulkyTable.LONG_VALUES;
    return new MemoryTrial(
        table, table.bytes(), end, rows, peakMib * (double) (1L << 20), Duration.ofSeconds(3));
  }

  @Test
  void holdWhenEverythingIsAsDemanded() {
    // given
    good();
    // then
    assertThat(checks(true)).allMatch(Check::holds).hasSizeGreaterThan(20);
  }

  @Test
  void speedIsHeldAgainstTheCeilingTheDenseTableAndFixed() {
    // given
    good();
    replace("sparse", RacedStrategy.TWO_BLOCKS, 2.5, 20, 0);
    // then
    assertThat(failing(true))
        .containsExactly(
            "sparse: blocks by 2 workers, share of the one-stream ceiling",
            "blocks by 2 workers: how far dense is from sparse, as a share",
            "sparse: blocks by 2 workers, x fixed");
    assertThat(failing(false)).isEmpty();
  }

  @Test
  void aMariaDbOfOneStreamFailsTheCheckOfTwo() {
    // given
    good();
    drop("MariaDB sparse", TWO_STREAMS);
    trials.add(new LeftOut("MariaDB sparse", TWO_STREAMS, "the service gives it 1 worker"));
    // then
    assertThat(failing(true)).containsExactly("MariaDB sparse: two streams, x one stream");
  }

  @Test
  void aMariaDbThatIsNotThereIsNoSuccess() {
    // given
    good();
    // then
    assertThat(new ExtractChecks(rows, true, trials, memory, "no package").of(outcome()))
        .filteredOn(check -> !check.holds())
        .extracting(Check::toString)
        .containsExactly("FAIL MariaDB to be measured: no package, must be = there");
  }

  @Test
  void oneEmptyQueryOrOneMoreAcrossTheGapIsTooMuch() {
    // given
    good();
    replace("huge gap", RacedStrategy.TWO_BLOCKS, 1.2, 21, 1);
    // then
    assertThat(failing(true))
        .containsExactly(
            "huge gap: blocks, 2 workers, empty queries",
            "huge gap: blocks, 2 workers, queries beside the dense table's");
  }

  @Test
  void memoryIsHeldAgainstTheLimitWhileAllRowsAreRead() {
    // given
    good();
    memory.set(0, reading(BulkyTable.LONG_VALUES.rows(), "DONE", 769));
    // then
    assertThat(failing(false)).containsExactly("10 MB values: most that sync had resident, MiB");
    // given an extract that has failed, and memory that nobody could look at
    memory.set(
        0,
        new MemoryTrial(
            BulkyTable.LONG_VALUES,
            BulkyTable.LONG_VALUES.bytes() - 1,
            "out of memory",
            3,
            Double.NaN,
            Duration.ofSeconds(3)));
    // then
    assertThat(failing(false))
        .containsExactly(
            "10 MB values: the extract",
            "10 MB values: rows read",
            "10 MB values: bytes at the source",
            "10 MB values: most that sync had resident, MiB");
  }

  @Test
  void seedOnesCaseIsTwoQueriesAtMost() {
    // given
    good();
    replace("seed 1's case", RacedStrategy.AUTO, 0.2, 3, 0);
    // then
    assertThat(failing(true)).containsExactly("seed 1's case: queries");
  }

  @Test
  void rowsAreHeldAgainstTheSourceInEachRunAndInEachTrial() {
    // given
    good();
    run("dense: blocks, 2 workers", 2, ROWS - 1, 1.25, figures(20, 0, 3));
    trials.add(new Compared("dense", RacedStrategy.KEYSET, false, "99 rows"));
    // then
    assertThat(failing(false))
        .containsExactly(
            "dense: keyset, rows and digest beside the source's",
            "dense: blocks, 2 workers, rows of each run");
  }

  @Test
  void seedOnesFiguresStandBesideThoseOfFixed() {
    // given
    good();
    // when
    List<String> lines =
        ExtractNotes.windowKpis(outcome(), List.of(RacedStrategy.FIXED, RacedStrategy.AUTO));
    // then
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst()).contains("queries_saved").contains("efficiency_gain_percent");
    assertThat(lines.getLast().split("\\s+"))
        .containsExactly("auto", "1", "0", "52", "98.1", "1", "49", "0.20", "0.01");
  }

  private List<Check> checks(boolean fast) {
    return new ExtractChecks(rows, fast, trials, memory, null).of(outcome());
  }

  private List<String> failing(boolean fast) {
    return checks(fast).stream().filter(check -> !check.holds()).map(Check::name).toList();
  }

  private Outcome outcome() {
    return Outcome.of(contenders, runs);
  }

  private void table(String group, double ceilingSeconds) {
    rows.put(group, ROWS);
    contenders.add(new Contender(group, "ceiling", Role.CEILING, () -> Done.of(ROWS)));
    run(group + ": ceiling", 1, ROWS, ceilingSeconds, Map.of());
  }

  private void reads(
      String group, RacedStrategy way, double seconds, double queries, double empty, double files) {
    trials.add(new Compared(group, way, true, "compared"));
    contenders.add(
        new Contender(
            group,
            way.label(),
            way.equals(RacedStrategy.FIXED) ? Role.BASELINE : Role.SUBJECT,
            () -> Done.of(ROWS)));
    run(group + ": " + way.label(), 1, ROWS, seconds, figures(queries, empty, files));
  }

  private static Map<String, Double> figures(double queries, double empty, double files) {
    return Map.of(
        ExtractRun.QUERIES, queries, ExtractRun.EMPTY_QUERIES, empty, ExtractRun.FILES, files);
  }

  private void replace(
      String group, RacedStrategy way, double seconds, double queries, double empty) {
    drop(group, way);
    reads(group, way, seconds, queries, empty, 1);
  }

  private void drop(String group, RacedStrategy way) {
    String label = group + ": " + way.label();
    trials.removeIf(trial -> trial.group().equals(group) && trial.way().equals(way));
    contenders.removeIf(contender -> contender.label().equals(label));
    runs.removeIf(run -> run.contender().equals(label));
  }

  private void run(
      String contender, int round, long work, double seconds, Map<String, Double> figures) {
    runs.add(
        new Run(
            contender,
            round,
            false,
            List.of(new Run.Repetition(work, Math.round(seconds * 1e9), figures))));
  }
}
