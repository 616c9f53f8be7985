package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.planner.build.BuildState.Decision;
import dev.plimsoll.planner.config.PlannerConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Progress of builds by their events: state, ledger and slot change in one transaction.
@ApplicationScoped
public class BuildProgress {
  private static final Logger LOG = Logger.getLogger(BuildProgress.class);

  private static final String OWN_SESSION = ", plimsoll/";
  private static final String LAST_WAIT = "waiting for old snapshots";
  private static final List<String> BEHIND =
      List.of(
          "loading tuples", "waiting for writers before validation", "index validation", LAST_WAIT);

  private final Builds builds;
  private final BuildLedger ledger;
  private final BuildObserver observer;
  private final CalibrationListener calibration;
  private final BuildRetryPolicy retry;
  private final Clock clock;

  public BuildProgress(
      Builds builds,
      BuildLedger ledger,
      BuildObserver observer,
      CalibrationListener calibration,
      PlannerConfig config,
      Clock clock) {
    this.builds = builds;
    this.ledger = ledger;
    this.observer = observer;
    this.calibration = calibration;
    this.retry = new BuildRetryPolicy(config.retry().firstPause(), config.retry().longestPause());
    this.clock = clock;
  }

  /// @return whether resources of the load line have become free
  @Transactional
  public boolean apply(BuildEvent event) {
    boolean ends =
        switch (event) {
          case BuildEvent.Started _, BuildEvent.Progressed _ -> false;
          case BuildEvent.Succeeded _, BuildEvent.Failed _, BuildEvent.Cancelled _ -> true;
        };
    boolean sorted = isSorted(event) && !ledger.isSorted(event.buildId());
    boolean asleep = isAsleep(event);
    boolean turns =
        event instanceof BuildEvent.Progressed && asleep != ledger.isAsleep(event.buildId());
    if (ends || sorted || turns) {
      ledger.lock(event.buildId());
    }
    BuildEntity build = builds.findById(event.buildId(), LockModeType.PESSIMISTIC_WRITE);
    if (build == null) {
      LOG.infof("event of an unknown build %s passed over", event.buildId());
      return false;
    }
    @Nullable String cancelling = build.cancelAskedBy();
    Decision decision =
        build.current().on(event, retry, build.attemptsAllowed(), cancelling != null);
    boolean first = build.current().state() == BuildView.State.DISPATCHED;
    boolean freed = carryOut(decision, build, event, cancelling);
    if (freed || first) {
      observer.moved(build);
    }
    if (decision instanceof Decision.Runs && (sorted || turns)) {
      if (sorted) {
        ledger.sorted(build.id());
      }
      if (turns) {
        ledger.sleeps(build.id(), asleep);
      }
      return true;
    }
    return freed;
  }

  private boolean carryOut(
      Decision decision, BuildEntity build, BuildEvent event, @Nullable String cancelling) {
    return switch (decision) {
      case Decision.Ignored _ -> false;
      case Decision.Runs _ -> {
        build.runs(event, clock.instant());
        yield false;
      }
      case Decision.Succeeds _ -> {
        BuildEvent.Succeeded succeeded = (BuildEvent.Succeeded) event;
        ledger.release(build.id(), succeeded.indexBytes());
        build.succeeds(succeeded);
        calibration.learn(build, succeeded);
        LOG.infof("build %s succeeded", build.id());
        yield true;
      }
      case Decision.IsCancelled _ -> {
        ledger.release(build.id(), 0);
        build.isCancelled(
            event,
            event instanceof BuildEvent.Cancelled cancelled && !cancelled.by().isEmpty()
                ? cancelled.by()
                : Objects.requireNonNullElse(cancelling, ""));
        LOG.infof("build %s is cancelled", build.id());
        yield true;
      }
      case Decision.Again again -> {
        BuildEvent.Failed failed = (BuildEvent.Failed) event;
        ledger.release(build.id(), kept(build, failed));
        build.waitsForAnotherAttempt(failed, clock.instant(), again.pause());
        LOG.infof(
            "build %s again in %s: %s", build.id(), again.pause(), failed.failure().code().value());
        yield true;
      }
      case Decision.Fails _ -> {
        BuildEvent.Failed failed = (BuildEvent.Failed) event;
        ledger.release(build.id(), kept(build, failed));
        build.fails(failed);
        LOG.warnf("build %s failed: %s", build.id(), failed.failure().code().value());
        yield true;
      }
    };
  }

  /// Bytes left on disk; the whole charge where they are unknown.
  private static long kept(BuildEntity build, BuildEvent.Failed failed) {
    return failed.indexBytes() < 0 ? build.charge().diskBytes() : failed.indexBytes();
  }

  /// Whether it is in the last wait of CREATE INDEX CONCURRENTLY, for transactions older than its
  /// valid index. No process of it works then. Builds that wait for each other do so for moments
  /// only.
  private static boolean isAsleep(BuildEvent event) {
    return event instanceof BuildEvent.Progressed progressed
        && progressed.blocker() != null
        && !progressed.blocker().contains(OWN_SESSION)
        && progressed.phase().equals(LAST_WAIT);
  }

  /// Whether scan and sort are over, and so the parallel workers gone.
  ///
  /// Source: `nbtsort.c`, whose workers end with the sort, and the phases of
  /// `pg_stat_progress_create_index`. An access method without named phases keeps its workers until
  /// its end.
  private static boolean isSorted(BuildEvent event) {
    return event instanceof BuildEvent.Progressed progressed
        && BEHIND.stream().anyMatch(progressed.phase()::contains);
  }
}
