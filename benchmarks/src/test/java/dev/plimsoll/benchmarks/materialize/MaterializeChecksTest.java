package dev.plimsoll.benchmarks.materialize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.benchmarks.harness.Contender;
import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.harness.Latencies;
import dev.plimsoll.benchmarks.harness.Outcome;
import dev.plimsoll.benchmarks.harness.Run;
import dev.plimsoll.benchmarks.ingress.IngressContenders;
import dev.plimsoll.demo.checks.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The checks over made-up figures.
final class MaterializeChecksTest {
  private final List<Contender> contenders = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();

  private static final String VISIBLE_P99 = Latencies.p99(OpenLoop.VISIBLE);
  private static final String SYNC_MOST = Entrant.named(Competitor.SYNCHRONOUS, Entrant.MOST);
  private static final String HELD = Entrant.littleOf(Scenario.HELD);
  private static final String RETAINED = Entrant.littleOf(Scenario.retained(false));
  private static final String LITTLE = Entrant.littleOf(Scenario.SIXTEEN);

  @BeforeEach
  void asDemanded() {
    put(Scenario.SIXTEEN, Competitor.BARE, 200_000, 100, 5);
    put(Scenario.SIXTEEN, Competitor.ASYNCHRONOUS, 80_000, 140, 7.5);
    Competitor.SEEDS.forEach(way -> put(Scenario.SIXTEEN, way, 10_000, 1_400, 30));
    replace(Scenario.SIXTEEN, Competitor.SEED, 32_000, 1_400, 30);
    put(Scenario.SIXTEEN, Competitor.SYNCHRONOUS, 25_000, 300, 20);
    put(Scenario.SIXTEEN, Competitor.ROW_BY_ROW, 10_000, 700, 60);
    put(Scenario.SIXTEEN, Competitor.ROW_BY_ROW_ALONE, 9_000, 700, 60);
    put("16 parts: " + Entrant.WAITING, Role.SUBJECT, 40_000, Map.of(EndToEnd.ASTRAY, 0.0));
    for (Scenario scenario : List.of(Scenario.MANY_PARTITIONS, Scenario.history(false))) {
      put(scenario, Competitor.ASYNCHRONOUS, 62_000, 140, 5);
      put(scenario, Competitor.BARE, 160_000, 100, 5);
    }
    open(Entrant.named(Competitor.BARE, Entrant.MOST), Role.CEILING, 128_000, 128_000, 5);
    for (Competitor way : List.of(Competitor.ASYNCHRONOUS, Competitor.SYNCHRONOUS)) {
      open(Entrant.named(way, Entrant.HALF), Role.SUBJECT, 950, 1_000, 5);
      open(Entrant.named(way, Entrant.MOST), Role.SUBJECT, 950, 1_000, 30);
    }
    open(Entrant.named(Competitor.ROW_BY_ROW, Entrant.MOST), Role.SUBJECT, 900, 1_000, 30);
    open(Entrant.LITTLE_OF_BARE, Role.SUBJECT, 2_000, 2_000, 6.25);
    open(LITTLE, Role.SUBJECT, 2_000, 2_000, 25);
    open(HELD, Role.SUBJECT, 2_000, 2_000, 75);
    open(RETAINED, Role.SUBJECT, 2_000, 2_000, 25);
    put(door(IngressContenders.IN_PROCESS), Role.CEILING, 100_000, Map.of(EndToEnd.ASTRAY, 0.0));
    for (String name :
        List.of(
            IngressContenders.HTTP,
            IngressContenders.HTTP_OFFSETS,
            IngressContenders.KAFKA_FILES)) {
      door(name, 15_000, 0);
    }
    IngressContenders.openLoops().forEach(name -> door(name, 9_500, 10_000));
  }

  private static String door(String name) {
    return IngressContenders.GROUP + ": " + name;
  }

  private void door(String name, double rate, double offered) {
    put(
        door(name),
        Role.SUBJECT,
        rate,
        Map.of(IngressContenders.OFFERED, offered, EndToEnd.ASTRAY, 0.0));
  }

  @Test
  void doorsAreHeldAgainstTheLogInProcess() {
    drop(door(IngressContenders.KAFKA_FILES));
    door(IngressContenders.KAFKA_FILES, 14_900, 0);
    String late = IngressContenders.openLoops().getFirst();
    drop(door(late));
    door(late, 9_400, 10_000);

    assertThat(failing(true))
        .containsExactly(
            "doors: Kafka, files, as a share of in process",
            "doors: HTTP at 50 %, done as a share of offered");
    assertThat(failing(false)).isEmpty();
  }

  @Test
  void holdWhenEverythingIsAsDemanded() {
    assertThat(failing(true)).isEmpty();
  }

  @Test
  void ratesWalAndCpuAreHeldAgainstTheRivals() {
    replace(Scenario.SIXTEEN, Competitor.ASYNCHRONOUS, 69_000, 141, 7.6);

    assertThat(failing(true))
        .containsExactly(
            "16 parts: ours, x the best of seed 2's forms",
            "16 parts: ours, as a share of bare rows",
            "16 parts: ours, WAL of an event as a share of seed 2's best",
            "16 parts: ours, server CPU of an event, x that of bare rows");
    assertThat(failing(false)).isEmpty();
  }

  @Test
  void whichRivalIsTheBestIsNotChosen() {
    replace(Scenario.SIXTEEN, Competitor.SEED_PARTIAL, 33_000, 1_400, 30);
    replace(Scenario.SIXTEEN, Competitor.ROW_BY_ROW_ALONE, 11_000, 700, 60);

    assertThat(failing(true))
        .containsExactly(
            "16 parts: ours, x the best of seed 2's forms",
            "16 parts: ours synchronous, x the best of row by row");
  }

  @Test
  void itMustBeFlat() {
    replace(Scenario.MANY_PARTITIONS, Competitor.ASYNCHRONOUS, 61_000, 140, 5);
    replace(Scenario.history(false), Competitor.ASYNCHRONOUS, 61_000, 140, 5);

    assertThat(failing(true))
        .containsExactly("ours, x slower with history", "ours, x slower with 10,000 partitions");
  }

  @Test
  void whatWaitedMustNotBeSlow() {
    drop("16 parts: " + Entrant.WAITING);
    put("16 parts: " + Entrant.WAITING, Role.SUBJECT, 39_000, Map.of(EndToEnd.ASTRAY, 0.0));

    assertThat(failing(true))
        .containsExactly("16 parts: a backlog is placed, as a share of the steady rate");
  }

  @Test
  void whatIsVisibleLateIsFound() {
    openAgain(LITTLE, 2_000, 26);
    openAgain(RETAINED, 2_000, 26);
    assertThat(failing(true))
        .containsExactly(
            "open loop: ours at 2,000/s, visible p99, x that of bare rows",
            "open loop: ours at 2,000/s, visible p99 beside retention, x that of bare rows");

    openAgain(LITTLE, 2_000, 24);
    openAgain(RETAINED, 2_000, 24);
    assertThat(failing(true))
        .containsExactly(
            "open loop: ours at 2,000/s, visible p99 beside a held snapshot, x without");
  }

  @Test
  void whatIsOfferedMustBeCarried() {
    openAgain(SYNC_MOST, 949, 31);

    assertThat(failing(true))
        .containsExactly(
            "open loop: ours, sync at 80 %, done as a share of offered",
            "open loop: ours synchronous at 80 %, p99 as a share of row by row's at its own 80 %");
  }

  @Test
  void aRecordThatIsLostInOneRunIsFoundHoweverSmallTheRunsAre() {
    runs.add(aSecond("history: ours, async", 2, true, 1, Map.of(EndToEnd.ASTRAY, 1.0)));

    assertThat(failing(false))
        .containsExactly("history: records without an offset, or with one too many, in any run");
  }

  @Test
  void aRunThatDidNotCountHoldsNothing() {
    runs.add(aSecond("history: ours, async", 2, true, 1, Map.of()));

    assertThat(failing(false))
        .containsExactly("history: records without an offset, or with one too many, in any run");
  }

  @Test
  void whoTookNoPartHoldsNothing() {
    drop("open loop: " + HELD);

    assertThat(failing(true))
        .containsExactly(
            "open loop: ours at 2,000/s, visible p99 beside a held snapshot, x without");
  }

  private List<String> failing(boolean fast) {
    return new MaterializeChecks(fast)
        .of(Outcome.of(contenders, runs)).stream()
            .filter(check -> !check.holds())
            .map(Check::name)
            .toList();
  }

  private void put(Scenario scenario, Competitor way, double rate, double wal, double cpu) {
    put(
        scenario.title() + ": " + way.name(),
        way.role(),
        rate,
        Map.of(EndToEnd.WAL_PER_EVENT, wal, EndToEnd.CPU_PER_EVENT, cpu, EndToEnd.ASTRAY, 0.0));
  }

  private void open(String name, Role role, double rate, double offered, double p99) {
    put(
        "open loop: " + name,
        role,
        rate,
        Map.of(OpenLoop.OFFERED, offered, VISIBLE_P99, p99, EndToEnd.ASTRAY, 0.0));
  }

  private void put(String label, Role role, double rate, Map<String, Double> figures) {
    int end = label.indexOf(": ");
    contenders.add(
        new Contender(label.substring(0, end), label.substring(end + 2), role, () -> Done.of(1)));
    runs.add(aSecond(label, 1, false, rate, figures));
  }

  private static Run aSecond(
      String label, int round, boolean warmUp, double work, Map<String, Double> figures) {
    return new Run(label, round, warmUp, List.of(new Run.Repetition(work, 1_000_000_000, figures)));
  }

  private void replace(Scenario scenario, Competitor way, double rate, double wal, double cpu) {
    drop(scenario.title() + ": " + way.name());
    put(scenario, way, rate, wal, cpu);
  }

  private void openAgain(String name, double rate, double p99) {
    double offered = name.equals(SYNC_MOST) ? 1_000 : 2_000;
    drop("open loop: " + name);
    open(name, Role.SUBJECT, rate, offered, p99);
  }

  private void drop(String label) {
    contenders.removeIf(contender -> contender.label().equals(label));
    runs.removeIf(run -> run.contender().equals(label));
  }
}
