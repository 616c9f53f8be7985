package dev.plimsoll.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Role;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.benchmarks.harness.Outcome.Result;
import dev.plimsoll.benchmarks.harness.Run.Repetition;
import dev.plimsoll.benchmarks.harness.Setup.Rounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HarnessTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long SEED = 7;

  private final List<String> order = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private long now;
  private final Harness harness = new Harness(() -> now, SEED, said::add);

  @Test
  void everyRoundHasEachContenderOnceInAnOrderOfItsOwn() throws Exception {
    // when
    Outcome outcome = harness.measure(contenders(), "rows", new Rounds(1, 60, Duration.ZERO));
    // then
    Set<List<String>> orders = new HashSet<>();
    Set<String> pairs = new HashSet<>();
    for (int first = 0; first < order.size(); first += 3) {
      List<String> round = List.copyOf(order.subList(first, first + 3));
      assertThat(round).containsExactlyInAnyOrder("a", "b", "c");
      orders.add(round);
      pairs.add(round.get(0) + round.get(1));
      pairs.add(round.get(1) + round.get(2));
    }
    assertThat(order).hasSize(183);
    assertThat(orders).as("orders").hasSize(6);
    assertThat(pairs).as("nobody always follows the same one").hasSize(6);
    assertThat(outcome.runs().stream().map(Run::contender)).containsExactlyElementsOf(order);
    assertThat(said).hasSize(183).contains("warm-up 1  a: 100 rows in 4.0 s, 25/s");
  }

  @Test
  void theSameSeedGivesTheSameOrdersAgain() throws Exception {
    // given
    harness.measure(contenders(), "rows", new Rounds(0, 5, Duration.ZERO));
    List<String> once = List.copyOf(order);
    order.clear();
    // when
    new Harness(() -> now, SEED, said::add)
        .measure(contenders(), "rows", new Rounds(0, 5, Duration.ZERO));
    // then
    assertThat(order).isEqualTo(once);
  }

  @Test
  void shortWorkIsRepeatedUntilTheRunTakesSeconds() throws Exception {
    // when
    Outcome outcome =
        harness.measure(contenders(), "rows", new Rounds(0, 3, Duration.ofSeconds(3)));
    // then
    assertThat(outcome.runs())
        .allSatisfy(
            run ->
                assertThat(run.repetitions())
                    .hasSize(Map.of("a", 1, "b", 2, "c", 3).get(run.contender())));
    Result ceiling = outcome.results().get(2);
    assertThat(ceiling.median()).isCloseTo(100, within(1e-9));
    assertThat(ceiling.medianSeconds()).as("of the work once").isCloseTo(1, within(1e-9));
    assertThat(ceiling.rates().each()).hasSize(3);
  }

  @Test
  void figuresOfRepetitionsAreTheirMeanAndTheWorstIsKept() {
    // given
    Run run =
        new Run(
            "a",
            1,
            false,
            List.of(
                new Repetition(10, SECOND, Map.of("queries", 1.0)),
                new Repetition(20, 2 * SECOND, Map.of("queries", 4.0))));
    // then
    assertThat(run.rate()).isCloseTo(10, within(1e-9));
    assertThat(run.figures()).containsEntry("queries", 2.5);
    assertThat(run.most("queries")).isEqualTo(4);
    assertThat(run.most("files")).isNaN();
  }

  @Test
  void comparesMediansWithBaselineAndCeilingAndLeavesWarmUpsOut() throws Exception {
    // when
    Outcome outcome = harness.measure(contenders(), "rows", new Rounds(2, 3, Duration.ZERO));
    // then
    assertThat(outcome.runs()).hasSize(15).filteredOn(Run::warmUp).hasSize(6);
    Result subject = outcome.results().get(1);
    assertThat(subject.contender()).isEqualTo("b");
    assertThat(subject.median()).isCloseTo(50, within(1e-9));
    assertThat(subject.ofBaseline()).isCloseTo(2, within(1e-9));
    assertThat(subject.ofCeiling()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void doesNotTimeWhatPrepares() throws Exception {
    // given
    Work slowToPrepare =
        new Work() {
          @Override
          public void prepare() {
            now += 100 * SECOND;
          }

          @Override
          public Done run() {
            now += SECOND;
            return Done.of(10);
          }
        };
    // when
    Outcome outcome =
        harness.measure(
            List.of(
                new Contender("", "a", Role.BASELINE, slowToPrepare),
                new Contender("", "b", Role.CEILING, slowToPrepare)),
            "rows",
            new Rounds(0, 3, Duration.ZERO));
    // then
    assertThat(outcome.results()).allMatch(result -> Math.abs(result.median() - 10) < 1e-9);
  }

  @Test
  void aGroupWithoutABaselineIsComparedWithItsCeilingAlone() throws Exception {
    // when
    Outcome outcome =
        harness.measure(contenders().subList(1, 3), "rows", new Rounds(0, 3, Duration.ZERO));
    // then
    assertThat(outcome.results().getFirst().ofBaseline()).isNaN();
    assertThat(outcome.results().getFirst().ofCeiling()).isCloseTo(0.5, within(1e-9));
    assertThat(ResultTable.lines(outcome, "rows", 120).get(1))
        .endsWith("0.0 %           -        50 %  2.0 s");
  }

  @Test
  void refusesTooFewRoundsTwoBaselinesAndWorkThatDidNothing() {
    assertThatThrownBy(() -> harness.measure(contenders(), "rows", new Rounds(0, 2, Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class);
    Contender baseline = new Contender("", "a", Role.BASELINE, takes("a", 1));
    assertThatThrownBy(
            () ->
                harness.measure(
                    List.of(baseline, baseline), "rows", new Rounds(0, 3, Duration.ZERO)))
        .isInstanceOf(IllegalArgumentException.class);
    Contender idle = new Contender("", "idle", Role.SUBJECT, () -> Done.of(0));
    assertThatThrownBy(
            () -> harness.measure(List.of(idle), "rows", new Rounds(0, 3, Duration.ZERO)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("idle");
  }

  @Test
  void drawsAPlotWithoutAScreenAndATable(@TempDir Path folder) throws Exception {
    // given
    Outcome outcome = harness.measure(contenders(), "rows", new Rounds(0, 3, Duration.ZERO));
    Path file = folder.resolve("plot.png");
    // when
    Plot.write("bench", "rows", outcome, file);
    // then
    assertThat(isPng(file)).isTrue();
    assertThat(ResultTable.lines(outcome, "rows", 120).get(2))
        .startsWith("b          subject")
        .endsWith("50/s   50/s   50/s   0.0 %        2.00        50 %  2.0 s");
  }

  private static boolean isPng(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return bytes.length > 1_000 && bytes[1] == 'P' && bytes[2] == 'N' && bytes[3] == 'G';
  }

  private List<Contender> contenders() {
    return List.of(
        new Contender("", "a", Role.BASELINE, takes("a", 4)),
        new Contender("", "b", Role.SUBJECT, takes("b", 2)),
        new Contender("", "c", Role.CEILING, takes("c", 1)));
  }

  private Work takes(String name, long seconds) {
    return () -> {
      order.add(name);
      now += seconds * SECOND;
      return Done.of(100);
    };
  }
}
