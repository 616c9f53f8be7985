package dev.plimsoll.demo.progress;

import static dev.plimsoll.demo.DemoFixtures.FEATURES;
import static dev.plimsoll.demo.DemoFixtures.ORDERS;
import static dev.plimsoll.demo.DemoFixtures.build;
import static dev.plimsoll.demo.DemoFixtures.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PlainDisplayTest {
  private final PlainDisplay progress = new PlainDisplay(System.err);

  @Test
  void tellsEachChangeOnce() {
    // given
    Situation now = situation(1_000, TableState.LOADED, 1_000, BuildView.State.RUNNING);
    // when
    List<String> first = progress.lines(now);
    List<String> second = progress.lines(now);
    // then
    assertThat(first)
        .containsExactly(
            "   1.0 s  tpch.orders is loaded: 1,000 rows",
            "   1.0 s  "
                + FEATURES
                + " primary key (hashkey) is being built in the large lane, attempt 1",
            "   1.0 s  loaded 1,000 of 1,000 rows (100 %), 1,000/s");
    assertThat(second).isEmpty();
  }

  @Test
  void summarisesAtMostEveryTwoSeconds() {
    // given
    progress.lines(situation(1_000, TableState.LOADING, 100, BuildView.State.PLANNED));
    // then
    assertThat(progress.lines(situation(2_900, TableState.LOADING, 200, BuildView.State.PLANNED)))
        .isEmpty();
    assertThat(progress.lines(situation(3_000, TableState.LOADING, 300, BuildView.State.PLANNED)))
        .containsExactly("   3.0 s  loaded 300 of 1,000 rows (30 %), 100/s, about 1.6 s to go");
  }

  @Test
  void tellsTheEndOfABuildWithWhatItCost() {
    // given
    progress.lines(situation(1_000, TableState.LOADED, 1_000, BuildView.State.RUNNING));
    // then
    assertThat(
            progress.lines(situation(1_500, TableState.LOADED, 1_000, BuildView.State.SUCCEEDED)))
        .containsExactly(
            "   1.5 s  " + FEATURES + " primary key (hashkey) is built: 2.00 MiB in 1.4 s");
  }

  private static Situation situation(
      long millis, TableState state, long loaded, BuildView.State build) {
    return new Situation(
        Duration.ofMillis(millis),
        Duration.ofMillis(millis),
        Map.of(ORDERS, 1_000L),
        List.of(table(ORDERS, state, 1_000, loaded)),
        List.of(build(FEATURES, build, "hashkey")));
  }
}
