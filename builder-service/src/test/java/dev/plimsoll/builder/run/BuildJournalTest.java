package dev.plimsoll.builder.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plimsoll.builder.progress.BackendActivity;
import dev.plimsoll.builder.progress.BackendActivity.CreateProgress;
import dev.plimsoll.builder.progress.Blocker;
import dev.plimsoll.builder.slot.SlotBoard;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.BuildEvent.Step;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class BuildJournalTest {
  private static final BuildCommand BUILD =
      new BuildCommand(
          UUID.randomUUID(),
          1,
          new RegisteredDatabase("d", 1),
          new QualifiedName("s", "t"),
          new IndexDefinition(IndexDefinition.Kind.INDEX, List.of("a")),
          "t_a_idx",
          new BuildCommand.Slot(Lane.LARGE, 0),
          new BuildCommand.Allocation(64 << 20, 2, false, 10_000),
          List.of());

  private Instant now = Instant.ofEpochMilli(5_000);
  private final InstantSource clock = () -> now;
  private final List<BuildEvent> events = new ArrayList<>();
  private final SlotBoard board = new SlotBoard(Clock.systemUTC());
  private final BuildJournal journal =
      new BuildJournal(
          BUILD,
          new BuildEventPublisher() {
            @Override
            public void announce(BuildEvent event) {
              events.add(event);
            }

            @Override
            public void conclude(BuildEvent event) {
              events.add(event);
            }
          },
          "test",
          clock.withZone(ZoneOffset.UTC),
          board.occupy(BUILD, Lane.LARGE, 0),
          Duration.ofMillis(250));

  @Test
  void numbersFromTheTargetsClockAndStartsOnce() {
    journal.numberFrom(9_000);
    journal.started(false);
    journal.numberFrom(8_000);
    journal.started(true);
    journal.phase("a", 0);
    assertThat(events).extracting(BuildEvent::sequence).containsExactly(9_000L, 9_001L);
    assertThat(((BuildEvent.Started) events.getFirst()).resumed()).isFalse();
  }

  @Test
  void numbersAFailureWithoutATargetFromItsOwnClock() {
    BuildEvent.Failed failed =
        journal.failed(new BuildFailure(ErrorCode.DATABASE_UNREACHABLE, "gone", null, true));
    assertThat(failed.sequence()).isEqualTo(5_000);
    assertThat(failed.failure().retryable()).isTrue();
  }

  @Test
  void neverGoesBackAndSaysNothingTwice() {
    journal.started(false);
    journal.saw(building("building index: scanning table", 50, 2, "1 s"), Duration.ZERO);
    // when it is seen again, when only the blocker's age has changed, when it begins anew
    journal.saw(building("building index: scanning table", 50, 0, "1 s"), Duration.ZERO);
    journal.saw(building("building index: scanning table", 50, 1, "9 s"), Duration.ZERO);
    journal.saw(building("building index: scanning table", 10, 1, "10 s"), Duration.ZERO);
    assertThat(events).hasSize(2);

    // then it shows everywhere, with the most workers ever seen
    assertThat(board.slots())
        .singleElement()
        .satisfies(
            slot -> {
              assertThat(slot.progress().fraction()).isCloseTo(0.0943, within(1e-4));
              assertThat(slot.progress().waitingFor()).contains("session 7");
            });
    assertThat(journal.succeeded(1, Duration.ofSeconds(1)).usage().workersLaunched()).isEqualTo(2);
  }

  @Test
  void keepsWhatWasDoneBeforeASessionWasLost() {
    journal.step("create the index", Step.DONE, Duration.ofSeconds(9));
    journal.step("create the index", Step.ALREADY_DONE, Duration.ofMillis(1));
    journal.step("clear leftovers", Step.NOT_NEEDED, Duration.ZERO);
    journal.step("clear leftovers", Step.DONE, Duration.ofSeconds(1));
    assertThat(journal.succeeded(1, Duration.ZERO).steps())
        .extracting(step -> step.name() + ": " + step.outcome())
        .containsExactly("create the index: done", "clear leftovers: done");
  }

  @Test
  void tellsOfStepsOnceTheyHaveEndedAndOfAllAtTheEnd() {
    journal.started(false);
    journal.phase("check the table", 0);
    journal.step("check the table", Step.DONE, Duration.ofMillis(3));
    now = now.plusSeconds(1);
    journal.phase("create the index", 0.1);
    journal.saw(building("building index: scanning table", 50, 2, "1 s"), Duration.ZERO);
    journal.step("create the index", Step.FAILED, Duration.ofMillis(5));

    BuildEvent.Failed end =
        journal.failed(new BuildFailure(ErrorCode.DISK_FULL, "full", "53100", false));

    assertThat(events.stream().skip(1).map(e -> ((BuildEvent.Progressed) e).steps().size()))
        .containsExactly(0, 1, 0);
    assertThat(end.steps())
        .extracting(step -> step.name() + ": " + step.outcome())
        .containsExactly("check the table: done", "create the index: failed");
    assertThat(journal.cancelled("ada").steps()).isEqualTo(end.steps());
  }

  @Test
  void tellsOfProgressFourTimesASecondAtMostAndOfABlockerAtOnce() {
    journal.started(false);
    journal.phase("check the table", 0);
    journal.phase("create the index", 0.1);
    assertThat(told()).containsExactly("check the table: null");

    journal.blockedBy("session 7");
    assertThat(told()).last().isEqualTo("create the index: session 7");

    journal.blockedBy(null);
    now = now.plusMillis(249);
    journal.phase("attach the key", 0.9);
    assertThat(told()).last().isEqualTo("create the index: null");

    now = now.plusMillis(1);
    journal.phase("verify", 0.95);
    assertThat(told()).last().isEqualTo("verify: null");
  }

  private List<String> told() {
    return events.stream()
        .filter(BuildEvent.Progressed.class::isInstance)
        .map(BuildEvent.Progressed.class::cast)
        .map(event -> event.phase() + ": " + event.blocker())
        .toList();
  }

  @Test
  void reportsTheTimeOfABuildThatItOnlyFollowed() {
    journal.follows(building("waiting for old snapshots", 0, 0, "1 s"), Duration.ofSeconds(1));
    BuildEvent.Succeeded end = journal.succeeded(1, Duration.ZERO);
    assertThat(end.timing().create()).isEqualTo(Duration.ofSeconds(42));
    assertThat(end.usage().workersLaunched()).isZero();
  }

  private static BackendActivity building(String phase, long percent, int workers, String age) {
    Duration old = Duration.ofSeconds(Long.parseLong(age.substring(0, age.indexOf(' '))));
    return new BackendActivity(
        new CreateProgress(phase, percent, 100, 0, 0),
        workers,
        Duration.ofSeconds(42),
        -1,
        "virtualxid",
        List.of(new Blocker(7, "u", "", "idle in transaction", old, "", "client backend")));
  }
}
