package dev.plimsoll.planner.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.plan.PlannedBuild.Allocation;
import dev.plimsoll.contracts.plan.PlannedBuild.Place;
import dev.plimsoll.contracts.plan.PlannedBuild.Sizing;
import dev.plimsoll.planner.dispatch.DispatchSnapshot.Candidate;
import dev.plimsoll.planner.dispatch.DispatchSnapshot.Flight;
import dev.plimsoll.planner.dispatch.NextBuilds.Choice;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildWork;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.planning.sizing.KeyShape;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NextBuildsTest {
  private static final long MIB = 1L << 20;
  private static final Machine ONE_CORE =
      Machine.of(new Capacity(1, 1_024 * MIB, 0, 1L << 40, 1L << 40, CapacityLimits.NONE));

  private static Candidate waiting(String table, long rows, int priority, UUID... blockedBy) {
    return candidate(table, rows, 3, priority, false, null, blockedBy);
  }

  /// Sorted, without workers.
  private static Candidate inFlight(boolean asleep) {
    Flight flight = new Flight(Duration.ofMillis(10), true, asleep);
    return candidate("busy", 1_000, 0, 0, false, flight);
  }

  private static Candidate candidate(
      String table,
      long rows,
      int workers,
      int priority,
      boolean held,
      @Nullable Flight flight,
      UUID... blockedBy) {
    KeyShape key = new KeyShape(rows, 16, 16, 0, rows, true, KeyKind.FIXED, 1);
    PlannedBuild planned =
        new PlannedBuild(
            new QualifiedName("public", table),
            new IndexDefinition(Kind.UNIQUE, List.of("id")),
            table + "_id_key",
            new Sizing(rows, rows * 40, rows * 22, null, rows * 20),
            new Allocation(Lane.SMALL, 64 * MIB, workers, false, rows * 20, 1_000),
            Place.unnumbered(0),
            "Planned so.",
            List.of());
    return new Candidate(
        UUID.randomUUID(),
        "moldable",
        Instant.EPOCH,
        flight == null ? 0 : 1,
        priority,
        held,
        new SizedBuild(planned, BuildWork.ofBtree(key, rows * 40, rows * 22)),
        List.of(blockedBy),
        flight);
  }

  private static DispatchSnapshot snapshot(Machine machine, Candidate... builds) {
    return new DispatchSnapshot(
        new RegisteredDatabase("db", 1), machine, BuildCosts.DEFAULT, List.of(builds), Set.of());
  }

  @Test
  void choosesWithTheFiguresOfTheMomentAndSaysSo() {
    // given a build that was planned with three workers, and a machine that has none
    Candidate build = waiting("t", 5_000_000, 0);

    // when
    Choice choice = NextBuilds.of(snapshot(ONE_CORE, build)).getFirst();

    // then it gets none, and its reasoning tells why
    assertThat(choice.sized().planned().allocation().parallelWorkers()).isZero();
    assertThat(choice.charge().milliCores()).isEqualTo(1_000);
    assertThat(choice.sized().planned().reasoning())
        .startsWith("Planned so. Re-planned: no workers instead of 3 workers");
  }

  @Test
  void setsWorkersOnATableThatWouldGetFewerByItself() {
    Machine four =
        Machine.of(new Capacity(4, 4_096 * MIB, 3, 1L << 40, 1L << 40, CapacityLimits.NONE));
    Candidate build = waiting("t", 50_000_000, 0);

    Allocation bySize = allocation(four, build);
    Allocation held = allocation(four, onTableWithWorkers(build, 0));

    assertThat(bySize.parallelWorkers()).isPositive();
    assertThat(bySize.tableWorkers()).isFalse();
    assertThat(held.parallelWorkers()).isEqualTo(bySize.parallelWorkers());
    assertThat(held.tableWorkers()).isTrue();
  }

  private static Allocation allocation(Machine machine, Candidate build) {
    return NextBuilds.of(snapshot(machine, build)).getFirst().sized().planned().allocation();
  }

  private static Candidate onTableWithWorkers(Candidate build, int workers) {
    BuildWork work = build.sized().work();
    return new Candidate(
        build.id(),
        build.strategy(),
        build.plannedAt(),
        build.attempt(),
        build.priority(),
        build.held(),
        new SizedBuild(build.planned(), work.with(workers, work.mostIndexBytes(), 0)),
        build.blockedBy(),
        build.flight());
  }

  @Test
  void higherPrioritiesGoFirstAndNothingOvertakesThemForRoom() {
    Candidate large = waiting("large", 5_000_000, 0);
    Candidate urgent = waiting("urgent", 1_000, 5);

    assertThat(NextBuilds.of(snapshot(ONE_CORE, large, urgent)))
        .extracting(choice -> choice.build().id())
        .containsExactly(urgent.id());
  }

  @Test
  void lowerPrioritiesGoWhereHigherOnesWaitForSomethingElse() {
    Candidate running = inFlight(false);
    Candidate sameTable = waiting("busy", 2_000, 9);
    Candidate needing = waiting("other", 2_000, 9, running.id());
    Candidate free = waiting("free", 1_000, 0);
    Machine two =
        Machine.of(new Capacity(2, 1_024 * MIB, 0, 1L << 40, 1L << 40, CapacityLimits.NONE));

    assertThat(NextBuilds.of(snapshot(two, running, sameTable, needing, free)))
        .extracting(choice -> choice.build().id())
        .containsExactly(free.id());
  }

  @Test
  void whatCanNeverFitDoesNotHoldUpLowerPriorities() {
    // given an urgent build whose index is larger than all the disk there is
    Candidate never = waiting("huge", 5_000_000, 9);
    Candidate small = waiting("small", 1_000, 0);
    Machine little =
        Machine.of(new Capacity(1, 1_024 * MIB, 0, 1L << 40, 10 * MIB, CapacityLimits.NONE));

    // then the other goes
    assertThat(NextBuilds.of(snapshot(little, never, small)))
        .extracting(choice -> choice.build().id())
        .containsExactly(small.id());
  }

  @Test
  void aSleeperKeepsNoCore() {
    Candidate sleeper = inFlight(false);
    Candidate asleep = inFlight(true);
    Candidate next = waiting("next", 1_000, 0);

    assertThat(NextBuilds.of(snapshot(ONE_CORE, sleeper, next))).isEmpty();
    assertThat(NextBuilds.of(snapshot(ONE_CORE, asleep, next)))
        .extracting(choice -> choice.build().id())
        .containsExactly(next.id());
  }

  @Test
  void whatIsHeldStaysAndSoDoesWhatNeedsIt() {
    Candidate held = candidate("held", 1_000, 3, 0, true, null);
    Candidate needing = waiting("needing", 1_000, 0, held.id());

    assertThat(NextBuilds.of(snapshot(ONE_CORE, held, needing))).isEmpty();
  }
}
