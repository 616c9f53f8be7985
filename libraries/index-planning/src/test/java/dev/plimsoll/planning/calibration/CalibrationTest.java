package dev.plimsoll.planning.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildCosts.Phases;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.planning.sizing.VectorGraph;
import dev.plimsoll.planning.sizing.VectorLists;
import dev.plimsoll.planning.sizing.VectorWidth;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CalibrationTest {
  private static final long ROWS = 10_000_000;

  /// A build that took these multiples of the measured costs.
  private static BuildObservation seen(KeyKind kind, int workers, double sort, double rest) {
    Phases phases = BuildCosts.DEFAULT.phases(kind, ROWS, workers, 1);
    double sortMillis = phases.sort() * sort / (workers + 1);
    double serial = phases.serial() * rest;
    double validation = phases.validation() * rest;
    return new BuildObservation(
        kind,
        ROWS,
        workers,
        1,
        sortMillis,
        serial,
        validation,
        phases.elapsed(workers),
        sortMillis + serial + validation);
  }

  private static double sortFactor(Calibration calibration, KeyKind kind) {
    return calibration.costs(1).of(kind).sort() / BuildCosts.DEFAULT.of(kind).sort();
  }

  @Test
  void withoutBuildsTheMeasuredCostsHold() {
    assertThat(sortFactor(Calibration.NONE, KeyKind.TEXT_C)).isEqualTo(1);
    assertThat(Calibration.NONE.costs(2).elapsed(KeyKind.TEXT_C, ROWS, 0, 1))
        .isEqualTo(BuildCosts.measured(2).elapsed(KeyKind.TEXT_C, ROWS, 0, 1));
    assertThat(Calibration.NONE.error()).isEmpty();
  }

  @Test
  void oneBuildMovesItsKindTwoThirdsOfTheWayAndTheOthersHalf() {
    Calibration calibration = Calibration.NONE.with(seen(KeyKind.TEXT_C, 3, 2, 1));

    assertThat(sortFactor(calibration, KeyKind.TEXT_C))
        .isCloseTo(Math.pow(2, 2 / 3.0), within(1e-6));
    assertThat(sortFactor(calibration, KeyKind.FIXED)).isCloseTo(Math.sqrt(2), within(1e-6));
    assertThat(calibration.costs(1).of(KeyKind.TEXT_C).serial())
        .isCloseTo(BuildCosts.DEFAULT.of(KeyKind.TEXT_C).serial(), within(1e-9));
  }

  @Test
  void tenBuildsAreBelievedAndOneOutlierAmongThemIsNot() {
    Calibration calibration = Calibration.NONE;
    for (int i = 0; i < 10; i++) {
      calibration = calibration.with(seen(KeyKind.TEXT_C, i % 3, 2, 0.5));
    }
    double before = sortFactor(calibration, KeyKind.TEXT_C);
    calibration = calibration.with(seen(KeyKind.TEXT_C, 0, 50, 50));

    assertThat(before).isCloseTo(2, within(0.05));
    assertThat(sortFactor(calibration, KeyKind.TEXT_C)).isCloseTo(2, within(0.05));
    assertThat(calibration.error().orElseThrow()).isGreaterThan(0.1);
  }

  @Test
  void shortBuildsTeachByWhatTheyTookAsAWhole() {
    long rows = 500_000;
    Phases phases = BuildCosts.DEFAULT.phases(KeyKind.FIXED, rows, 0, 0);
    double work = phases.total() - phases.overhead();
    double actual = phases.overhead() + work / 2;
    // A single look, after 100 ms: the whole time before it counts as sort, and nothing is seen of
    // the load. Taken at its word it would make sorting dearer though everything took half.
    BuildObservation oneLook =
        new BuildObservation(
            KeyKind.FIXED, rows, 0, 0, 100, 0, actual - 100, phases.total(), actual);
    BuildObservation unseen =
        new BuildObservation(KeyKind.FIXED, rows, 0, 0, 0, 0, 0, phases.total(), actual);

    for (BuildObservation seen : List.of(oneLook, unseen)) {
      Calibration calibration = Calibration.NONE;
      for (int i = 0; i < 20; i++) {
        calibration = calibration.with(seen);
      }
      Phases learned = calibration.costs(1).phases(KeyKind.FIXED, rows, 0, 0);
      assertThat(learned.total()).isCloseTo(actual, withinPercentage(5));
      assertThat(learned.sort()).isCloseTo(phases.sort() / 2, withinPercentage(10));
    }
  }

  @Test
  void tinyBuildsTeachWhatABuildCostsBesideItsRows() {
    BuildObservation tiny = new BuildObservation(KeyKind.FIXED, 1_000, 0, 0, 0, 0, 0, 25, 200);
    BuildObservation hidden = new BuildObservation(KeyKind.FIXED, 1_000, 0, 0, 0, 0, 0, 25, 0);
    Calibration calibration = Calibration.NONE.with(hidden);
    for (int i = 0; i < 10; i++) {
      calibration = calibration.with(tiny);
    }

    BuildCosts learned = calibration.costs(1);
    assertThat(learned.elapsed(KeyKind.TEXT_C, 100, 0, 0))
        .isBetween(Duration.ofMillis(150), Duration.ofMillis(200));
    assertThat(learned.of(KeyKind.FIXED)).isEqualTo(BuildCosts.DEFAULT.of(KeyKind.FIXED));
    // One alone moves it half of the way, and one that took next to nothing not without end.
    assertThat(Calibration.NONE.with(tiny).costs(1).fixedMillis())
        .isCloseTo(Math.sqrt(25 * 200), within(1.0));
    BuildObservation nothing = new BuildObservation(KeyKind.FIXED, 1_000, 0, 0, 0, 0, 0, 25, 0.01);
    assertThat(Calibration.NONE.with(nothing).costs(1).fixedMillis()).isGreaterThan(25 / 20.0);
  }

  @Test
  void aDearStartIsNotTakenForDearRows() {
    // given a machine on which each build costs 200 ms more, and rows what they were measured at
    Phases phases = BuildCosts.DEFAULT.phases(KeyKind.FIXED, 400_000, 0, 0);
    BuildObservation tiny = new BuildObservation(KeyKind.FIXED, 1_000, 0, 0, 0, 0, 0, 25, 225);
    BuildObservation small =
        new BuildObservation(KeyKind.FIXED, 400_000, 0, 0, 0, 0, 0, 25, phases.total() + 200);
    Calibration calibration = Calibration.NONE;
    for (int i = 0; i < 15; i++) {
      calibration = calibration.with(tiny).with(small);
    }

    // then
    assertThat(sortFactor(calibration, KeyKind.FIXED)).isBetween(0.7, 1.4);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void afterTwentyNoisyBuildsTheMedianErrorOfAPredictionIsWithinAFifth(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    double sort = 0.5 + 3 * random.nextDouble();
    double rest = 0.5 + random.nextDouble();
    Calibration calibration = Calibration.NONE;
    Calibration late = Calibration.NONE;
    for (int i = 0; i < 40; i++) {
      BuildObservation raw = seen(KeyKind.TEXT_LIBC, random.nextInt(4), sort, rest);
      double noise = Math.exp(0.15 * random.nextGaussian());
      double predicted =
          calibration
                  .costs(1)
                  .elapsed(raw.kind(), raw.rows(), raw.workersLaunched(), raw.passes())
                  .toNanos()
              / 1e6;
      BuildObservation build =
          new BuildObservation(
              raw.kind(),
              raw.rows(),
              raw.workersLaunched(),
              raw.passes(),
              raw.sortMillis() * noise,
              raw.serialMillis() * noise,
              raw.validationMillis() * noise,
              predicted,
              raw.actualMillis() * noise);
      calibration = calibration.with(build);
      late = i < 20 ? late : late.with(build);
    }

    assertThat(late.error().orElseThrow()).isLessThan(0.2);
    assertThat(calibration.builds(KeyKind.TEXT_LIBC)).isEqualTo(Calibration.REMEMBERED);
  }

  @Test
  void phasesTooShortToSayAnythingAreLeftOut() {
    BuildObservation tiny = new BuildObservation(KeyKind.TEXT_C, 1_000, 0, 0, 5, 5, 5, 25, 40);

    Calibration calibration = Calibration.NONE.with(tiny);

    assertThat(sortFactor(calibration, KeyKind.TEXT_C)).isEqualTo(1);
  }

  @Test
  void itsStateIsPlainJson() {
    Calibration calibration =
        Calibration.NONE
            .with(seen(KeyKind.TEXT_C, 2, 1.5, 1))
            .with(seen(KeyKind.FIXED, 0, 0.7, 0.9));

    assertThat(Json.read(Json.write(calibration), Calibration.class)).isEqualTo(calibration);
  }

  /// One build says how fast this machine is at graphs, and nothing of its sorts.
  @Test
  void oneGraphTeachesAllOfTheirCost() {
    VectorGraph graph = new VectorGraph(100_000, new VectorWidth(128, 520), 16, 64);
    long memory = graph.memoryBytes(0);
    double predicted = millis(graph, BuildCosts.DEFAULT, memory);
    BuildObservation seen =
        new BuildObservation(KeyKind.OTHER, 100_000, 0, 0, 0, 0, 0, predicted, 2.5 * predicted)
            .of(graph, memory);

    Calibration calibration =
        Calibration.NONE.with(Json.read(Json.write(seen), BuildObservation.class));

    assertThat(millis(graph, calibration.costs(1), memory))
        .isCloseTo(2.5 * predicted, withinPercentage(1));
    VectorGraph wider = new VectorGraph(400_000, new VectorWidth(512, 2056), 24, 100);
    assertThat(millis(wider, calibration.costs(1), wider.memoryBytes(0)))
        .isCloseTo(
            2.5 * millis(wider, BuildCosts.DEFAULT, wider.memoryBytes(0)), withinPercentage(1));
    assertThat(calibration.costs(1).of(KeyKind.OTHER))
        .isEqualTo(BuildCosts.DEFAULT.of(KeyKind.OTHER));
    assertThat(calibration.builds(KeyKind.OTHER)).isZero();
    assertThat(calibration.builtGraphs()).isOne();
  }

  /// Of lists a build teaches what they take beyond a sort.
  @Test
  void oneBuildOfListsTeachesAllOfTheirCost() {
    VectorLists lists = new VectorLists(200_000, new VectorWidth(128, 520), 200);
    double rows = BuildCosts.DEFAULT.phases(KeyKind.OTHER, lists.vectors(), 0, 0).elapsed(0);
    double beyond = millis(lists, BuildCosts.DEFAULT) - rows;
    BuildObservation seen =
        new BuildObservation(KeyKind.OTHER, lists.vectors(), 0, 0, 0, 0, 0, 1, rows + 3 * beyond)
            .of(lists);

    Calibration calibration =
        Calibration.NONE.with(Json.read(Json.write(seen), BuildObservation.class));

    assertThat(millis(lists, calibration.costs(1)))
        .isCloseTo(rows + 3 * beyond, withinPercentage(1));
    VectorLists more = new VectorLists(1_000_000, new VectorWidth(384, 1_544), 1_000);
    double rowsOfMore = BuildCosts.DEFAULT.phases(KeyKind.OTHER, more.vectors(), 0, 0).elapsed(0);
    assertThat(millis(more, calibration.costs(1)) - rowsOfMore)
        .isCloseTo(3 * (millis(more, BuildCosts.DEFAULT) - rowsOfMore), withinPercentage(1));
    assertThat(calibration.costs(1).of(KeyKind.OTHER))
        .isEqualTo(BuildCosts.DEFAULT.of(KeyKind.OTHER));
    assertThat(calibration.costs(1).ofGraphs()).isEqualTo(1);
    assertThat(calibration.builds(KeyKind.OTHER)).isZero();
    assertThat(calibration.builtLists()).isOne();
  }

  @Test
  void aBuildOfListsInNoTimeTeachesNothing() {
    VectorLists few = new VectorLists(1_000, new VectorWidth(3, 20), 10);
    BuildObservation seen =
        new BuildObservation(KeyKind.OTHER, 1_000, 0, 0, 0, 0, 0, 1, 90).of(few);

    assertThat(Calibration.NONE.with(seen).costs(1).ofLists()).isEqualTo(1);
  }

  private static double millis(VectorLists lists, BuildCosts costs) {
    return lists.phases(costs.phases(KeyKind.OTHER, lists.vectors(), 0, 0), costs).elapsed(0);
  }

  private static double millis(VectorGraph graph, BuildCosts costs, long memory) {
    Phases rows = costs.phases(KeyKind.OTHER, graph.vectors(), 0, 0);
    return graph.phases(rows, costs, 0, memory).elapsed(0);
  }
}
