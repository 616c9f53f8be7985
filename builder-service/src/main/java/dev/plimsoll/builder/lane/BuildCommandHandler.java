package dev.plimsoll.builder.lane;

import dev.plimsoll.builder.control.CancelBoard;
import dev.plimsoll.builder.database.RegisteredDatabases;
import dev.plimsoll.builder.recipe.AttemptFence;
import dev.plimsoll.builder.recipe.CancelSignal;
import dev.plimsoll.builder.recipe.StopSignal;
import dev.plimsoll.builder.run.BuildEventPublisher;
import dev.plimsoll.builder.run.BuildFailure;
import dev.plimsoll.builder.run.BuildJournal;
import dev.plimsoll.builder.run.BuildRunner;
import dev.plimsoll.builder.slot.SlotBoard;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.RegisteredDatabase;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Handler of build commands: from a valid command to its build's last event.
@Singleton
public final class BuildCommandHandler {
  private static final Logger LOG = Logger.getLogger(BuildCommandHandler.class);
  private static final Duration CANCELS_KNOWN_WITHIN = Duration.ofSeconds(10);
  // Sent by the same planner before the command, but to another topic.
  private static final Duration REGISTRATION_KNOWN_WITHIN = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofMillis(200);
  // Each event costs broker and planner about a millisecond of CPU, too much for short builds.
  private static final Duration BETWEEN_TELLS = Duration.ofMillis(500);

  private final BuildRunner runner;
  private final BuildEventPublisher events;
  private final AttemptFence fence;
  private final SlotBoard board;
  private final CancelBoard cancels;
  private final RegisteredDatabases databases;
  private final BuildMeters meters;
  private final StopSignal stop;
  private final Clock clock;
  private final String builder;

  public BuildCommandHandler(
      BuildRunner runner,
      BuildEventPublisher events,
      AttemptFence fence,
      SlotBoard board,
      CancelBoard cancels,
      RegisteredDatabases databases,
      BuildMeters meters,
      StopSignal stop,
      Clock clock) {
    this.runner = runner;
    this.events = events;
    this.fence = fence;
    this.board = board;
    this.cancels = cancels;
    this.databases = databases;
    this.meters = meters;
    this.stop = stop;
    this.clock = clock;
    this.builder =
        "builder-"
            + ProcessHandle.current().pid()
            + "-"
            + UUID.randomUUID().toString().substring(0, 8);
  }

  /// Runs a command's build, unless the process is ending.
  ///
  /// @param slot partition of the lane's topic
  /// @return whether it has ended, well or not, and the broker has its last event
  boolean handle(BuildCommand build, Lane lane, int slot) {
    LOG.infof(
        "build=%s attempt=%d lane=%s slot=%d table=%s taken",
        build.buildId(), build.attempt(), lane.value(), slot, build.table());
    while (!cancels.awaitCaughtUp(CANCELS_KNOWN_WITHIN)) {
      if (stop.stopping() || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LOG.warnf("build=%s waits until it is known what is cancelled", build.buildId());
    }
    try (SlotBoard.Occupancy occupancy = board.occupy(build, lane, slot);
        CancelBoard.Watch watch = cancels.watch(build)) {
      BuildJournal journal =
          new BuildJournal(build, events, builder, clock, occupancy, BETWEEN_TELLS);
      BuildEvent end = run(build, journal, watch.signal());
      events.conclude(end);
      meters.ended(lane, end);
      log(build, end);
      return true;
    } catch (StopSignal.StoppedException e) {
      LOG.infof(
          "build=%s attempt=%d left to the next builder: this one is ending",
          build.buildId(), build.attempt());
      return false;
    }
  }

  /// A build without a known database is refused, unless an earlier delivery has begun: its session
  /// may be at work and needs what it was charged. Such a build waits for the registration or a
  /// release.
  private BuildEvent run(BuildCommand build, BuildJournal journal, CancelSignal cancel) {
    long deadline = System.nanoTime() + REGISTRATION_KNOWN_WITHIN.toNanos();
    String unheard = "this builder has not heard of " + build.database();
    while (true) {
      switch (find(build.database())) {
        case RegisteredDatabases.Answer.Known(DatabaseAddress target) -> {
          return runner.run(build, target, journal, cancel);
        }
        case RegisteredDatabases.Answer.Refused(String why) -> {
          return journal.failed(BuildFailure.registrationChanged(why));
        }
        case null -> {
          // Asked again.
        }
      }
      if (cancel.released()) {
        return journal.cancelled(cancel.by());
      }
      if (System.nanoTime() < deadline) {
        continue;
      }
      if (!fence.hasBegun(build)) {
        return journal.failed(
            BuildFailure.registrationChanged(unheard + " for " + REGISTRATION_KNOWN_WITHIN));
      }
      journal.blockedBy(unheard + ", where the build has begun: its planner tells when it starts");
    }
  }

  /// @return null where it is not known yet
  private RegisteredDatabases.@Nullable Answer find(RegisteredDatabase database) {
    stop.pause(Duration.ZERO);
    try {
      return databases.await(database, LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop.pause(LOOK);
      throw new IllegalStateException("interrupted while nobody is stopping", e);
    }
  }

  private static void log(BuildCommand build, BuildEvent end) {
    switch (end) {
      case BuildEvent.Succeeded ok ->
          LOG.infof(
              "build=%s attempt=%d table=%s succeeded bytes=%d create_ms=%d total_ms=%d workers=%d"
                  + " steps_ms=%s",
              build.buildId(),
              build.attempt(),
              build.table(),
              ok.indexBytes(),
              ok.timing().create().toMillis(),
              ok.timing().total().toMillis(),
              ok.usage().workersLaunched(),
              ok.steps().stream()
                  .filter(step -> step.elapsed().isPositive())
                  .map(step -> step.name() + ":" + step.elapsed().toMillis())
                  .collect(Collectors.joining(",")));
      // Not its message: that may name keys.
      case BuildEvent.Failed failed ->
          LOG.warnf(
              "build=%s attempt=%d table=%s failed code=%s sqlstate=%s retryable=%s",
              build.buildId(),
              build.attempt(),
              build.table(),
              failed.failure().code().value(),
              failed.failure().sqlState(),
              failed.failure().retryable());
      case BuildEvent.Cancelled _ ->
          LOG.infof(
              "build=%s attempt=%d table=%s cancelled",
              build.buildId(), build.attempt(), build.table());
      case BuildEvent.Started _, BuildEvent.Progressed _ ->
          throw new IllegalStateException("no end: " + end);
    }
  }
}
