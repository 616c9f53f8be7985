package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildControl;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.plan.BuildPatch;
import dev.plimsoll.contracts.plan.BuildView.State;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.messaging.PlannerOutbox;
import dev.plimsoll.tracing.LogIds;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Actions of people on a single build. Each locks the load line first, as claims and ends do, so
/// that a build that is being cancelled cannot be claimed.
@ApplicationScoped
public class BuildControls {
  private static final Logger LOG = Logger.getLogger(BuildControls.class);

  private final Builds builds;
  private final MissingPartitionIndexes parts;
  private final BuildLedger ledger;
  private final BuildObserver observer;
  private final PlannerOutbox outbox;
  private final Databases databases;
  private final PlannerConfig config;
  private final Clock clock;

  public BuildControls(
      Builds builds,
      MissingPartitionIndexes parts,
      BuildLedger ledger,
      BuildObserver observer,
      PlannerOutbox outbox,
      Databases databases,
      PlannerConfig config,
      Clock clock) {
    this.builds = builds;
    this.parts = parts;
    this.ledger = ledger;
    this.observer = observer;
    this.outbox = outbox;
    this.databases = databases;
    this.config = config;
    this.clock = clock;
  }

  /// Cancels a waiting build; asks the builder of a running one. For a partitioned table that only
  /// waits for its partitions, their builds are cancelled.
  ///
  /// @return whether a builder still has to answer
  /// @throws PlimsollException NOT_FOUND
  @Transactional
  public boolean cancel(UUID id, String by) {
    BuildEntity build = locked(id);
    boolean asked = cancelIfOpen(build, by);
    if (build.current().state() == State.SUCCEEDED) {
      for (MissingPartitionIndexes.Missing part : parts.lacking(id)) {
        BuildEntity open = builds.findById(part.id(), LockModeType.PESSIMISTIC_WRITE);
        asked |= open != null && cancelIfOpen(open, by);
      }
    }
    observer.moved(build);
    return asked;
  }

  /// Runs in the caller's transaction, which holds the load line's lock. Returns whether a builder
  /// still has to answer.
  public boolean cancelIfOpen(BuildEntity build, String by) {
    try (LogIds _ = LogIds.of(LogIds.BUILD, build.id())) {
      return cancelled(build, by);
    }
  }

  private boolean cancelled(BuildEntity build, String by) {
    return switch (build.current().state()) {
      case PLANNED -> {
        build.cancelWaiting(by, clock.instant());
        LOG.infof("build %s is cancelled by %s before it was sent", build.id(), by);
        yield false;
      }
      case DISPATCHED, RUNNING -> {
        if (build.cancelAskedBy() == null) {
          build.askToCancel(by);
          tell(
              build,
              new BuildControl.Cancel(build.id(), build.current().attempt(), clock.instant(), by));
          LOG.infof("build %s is to be cancelled, says %s", build.id(), by);
        }
        yield true;
      }
      case SUCCEEDED, FAILED, CANCELLED -> false;
    };
  }

  /// Releases the resources of a build in flight whose end is unknown: its command was lost, or its
  /// target cannot be reached. A session that still runs there keeps other builds waiting as long
  /// as it is seen.
  ///
  /// @throws PlimsollException NOT_FOUND, or CONFLICT where it is not in flight
  @Transactional
  public void release(UUID id, String by) {
    BuildEntity build = locked(id);
    State state = build.current().state();
    switch (state) {
      case DISPATCHED, RUNNING -> {
        ledger.release(id, build.charge().diskBytes());
        tell(build, new BuildControl.Release(id, build.current().attempt(), clock.instant(), by));
        build.released(by, clock.instant());
        try (LogIds _ = LogIds.of(LogIds.BUILD, id)) {
          LOG.warnf("build %s is released, says %s", id, by);
        }
      }
      case PLANNED, SUCCEEDED, FAILED, CANCELLED ->
          throw PlimsollException.conflict("build " + id + " holds nothing, it is " + state);
    }
    observer.moved(build);
  }

  private void tell(BuildEntity build, BuildControl control) {
    outbox.append(Topic.BUILD_CONTROL, build.id().toString(), (Record) control);
  }

  /// Keeps a waiting build from being sent; who paused it first is remembered.
  ///
  /// @throws PlimsollException NOT_FOUND, or CONFLICT where it is not waiting
  @Transactional
  public void pause(UUID id, String by) {
    BuildEntity build = waiting(id);
    build.pausedBy(build.pausedBy() == null ? by : build.pausedBy());
  }

  /// @throws PlimsollException as of [#pause]
  @Transactional
  public void resume(UUID id) {
    waiting(id).pausedBy(null);
  }

  /// @throws PlimsollException as of [#pause]
  @Transactional
  public void patch(UUID id, BuildPatch patch) {
    BuildEntity build = waiting(id);
    if (patch.priority() != null) {
      build.priority(patch.priority());
    }
  }

  private BuildEntity waiting(UUID id) {
    BuildEntity build = locked(id);
    State state = build.current().state();
    if (state != State.PLANNED) {
      throw PlimsollException.conflict("build " + id + " does not wait to be sent, it is " + state);
    }
    return build;
  }

  /// Retries a build, with as many attempts as at first. For a partitioned table it keeps what is
  /// built, and also retries the partitions' builds that have failed or were cancelled.
  ///
  /// @throws PlimsollException NOT_FOUND, also where its database is no longer registered; CONFLICT
  ///     where it has neither failed nor been cancelled
  @Transactional
  public void retry(UUID id) {
    BuildEntity build = locked(id);
    databases.named(build.database());
    State state = build.current().state();
    switch (state) {
      case FAILED, CANCELLED -> retryNow(build);
      case SUCCEEDED -> retryWhole(build);
      case PLANNED, DISPATCHED, RUNNING -> throw hasNotFailed(id, state);
    }
    observer.moved(build);
  }

  private void retryWhole(BuildEntity whole) {
    @Nullable Unfinished unfinished = Unfinished.of(parts.lacking(whole.id()));
    if (unfinished == null || unfinished.state() == State.RUNNING) {
      throw hasNotFailed(whole.id(), unfinished == null ? State.SUCCEEDED : unfinished.state());
    }
    retryWithParts(whole);
  }

  /// Retries the whole's own build too: its INVALID index may have been dropped meanwhile.
  private void retryWithParts(BuildEntity whole) {
    retryNow(whole);
    for (BuildEntity part : builds.partsOf(whole.id())) {
      switch (part.current().state()) {
        case FAILED, CANCELLED -> retryNow(part);
        case SUCCEEDED -> {
          if (!parts.lacking(part.id()).isEmpty()) {
            retryWithParts(part);
          }
        }
        case PLANNED, DISPATCHED, RUNNING -> {}
      }
    }
  }

  private void retryNow(BuildEntity build) {
    build.retriedByAPerson(clock.instant(), config.retry().attempts());
  }

  private static PlimsollException hasNotFailed(UUID id, State state) {
    return PlimsollException.conflict("build " + id + " has not failed, it is " + state);
  }

  private BuildEntity locked(UUID id) {
    ledger.lock(id);
    BuildEntity build = builds.findById(id, LockModeType.PESSIMISTIC_WRITE);
    if (build == null) {
      throw PlimsollException.notFound("there is no build " + id);
    }
    return build;
  }
}
