package dev.plimsoll.demo;

import static dev.plimsoll.demo.DemoFixtures.FEATURES;
import static dev.plimsoll.demo.DemoFixtures.ORDERS;
import static dev.plimsoll.demo.DemoFixtures.build;
import static dev.plimsoll.demo.DemoFixtures.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView.TableState;
import dev.plimsoll.demo.progress.Situation;
import dev.plimsoll.demo.report.Evidence.Kill;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FaultInjectorTest {
  private final FakePlant plant = new FakePlant();
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  @Test
  void killsOnceWhenEnoughIsLoadedAndStartsAnew() {
    // given
    FaultInjector faultInjector = new FaultInjector(plant, ServiceName.SYNC, said::add);
    // when
    faultInjector.look(situation(399, BuildView.State.PLANNED));
    assertThat(plant.done).isEmpty();
    faultInjector.look(situation(400, BuildView.State.PLANNED));
    faultInjector.look(situation(900, BuildView.State.PLANNED));
    // then
    assertThat(faultInjector.result())
        .satisfies(
            kill -> {
              assertThat(kill.service()).isEqualTo("sync");
              assertThat(kill.atRows()).isEqualTo(400);
              assertThat(kill.recovered()).isTrue();
            });
    assertThat(plant.done).containsExactly("kill sync", "restart sync");
    assertThat(said.getFirst())
        .isEqualTo("killing sync with SIGKILL: 400 of 1,000 rows are loaded");
    assertThat(said).hasSize(2);
  }

  @Test
  void killsABuilderOnlyWhileItBuilds() {
    // given
    FaultInjector faultInjector = new FaultInjector(plant, ServiceName.BUILDER, said::add);
    // when
    faultInjector.look(situation(900, BuildView.State.PLANNED));
    assertThat(plant.done).isEmpty();
    faultInjector.look(situation(900, BuildView.State.RUNNING));
    // then
    assertThat(faultInjector.result()).extracting(kill -> kill.recovered()).isEqualTo(true);
  }

  @Test
  void theSameProcessAsBeforeAndNoneAreNoRecovery() {
    // given
    for (Optional<String> process : List.of(Optional.of("1"), Optional.<String>empty())) {
      FakePlant unhealed = new FakePlant();
      unhealed.processAfterwards = process;
      FaultInjector faultInjector = new FaultInjector(unhealed, ServiceName.SYNC, said::add);
      // when
      faultInjector.look(situation(400, BuildView.State.PLANNED));
      // then
      assertThat(faultInjector.result()).extracting(Kill::recovered).isEqualTo(false);
    }
  }

  @Test
  void neverKillingWhatItWasAskedToIsNoRecovery() {
    FaultInjector faultInjector = new FaultInjector(plant, ServiceName.BUILDER, said::add);
    assertThat(faultInjector.result()).extracting(kill -> kill.recovered()).isEqualTo(false);
    assertThat(new FaultInjector(plant, null, said::add).result()).isNull();
  }

  @Test
  void aServiceThatDoesNotComeBackIsAProblem() {
    // given
    plant.refusesToRestart = new PlimsollException(ErrorCode.START_FAILED, "port taken");
    FaultInjector faultInjector = new FaultInjector(plant, ServiceName.PLANNER, said::add);
    // when
    faultInjector.look(situation(500, BuildView.State.PLANNED));
    // then
    assertThatThrownBy(faultInjector::result)
        .isInstanceOf(PlimsollException.class)
        .hasMessage("port taken");
  }

  private static Situation situation(long loaded, BuildView.State build) {
    return new Situation(
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Map.of(ORDERS, 1_000L),
        List.of(table(ORDERS, TableState.LOADING, 1_000, loaded)),
        List.of(build(FEATURES, build, "hashkey")));
  }
}
