package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.build.BuildState.Decision;
import dev.plimsoll.planner.database.PlannerConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Carries out what an event means for its build: state, ledger and berth in one transaction.
@ApplicationScoped
public class BuildProgress {
  private static final Logger LOG = Logger.getLogger(BuildProgress.class);

  private final Builds builds;
  private final BuildLedger ledger;
  private final PlannerConfig.Retry retryConfig;
  private final RetryPolicy retry;
  private final Clock clock;

  public BuildProgress(Builds builds, BuildLedger ledger, PlannerConfig config, Clock clock) {
    this.builds = builds;
    this.ledger = ledger;
    this.retryConfig = config.retry();
    this.retry = new RetryPolicy(retryConfig.firstPause(), retryConfig.longestPause());
    this.clock = clock;
  }

  /// @return whether a berth has become free
  @Transactional
  public boolean apply(BuildEvent event) {
    boolean ends =
        switch (event) {
          case BuildEvent.Started _, BuildEvent.Progressed _ -> false;
          case BuildEvent.Succeeded _, BuildEvent.Failed _, BuildEvent.Cancelled _ -> true;
        };
    if (ends) {
      ledger.lock(event.buildId());
    }
    BuildEntity build = builds.findById(event.buildId(), LockModeType.PESSIMISTIC_WRITE);
    if (build == null) {
      LOG.infof("event of an unknown build %s passed over", event.buildId());
      return false;
    }
    Decision decision = build.current().on(event, retry, build.attemptsAllowed());
    return switch (decision) {
      case Decision.Ignored _ -> false;
      case Decision.Runs _ -> {
        build.runs(event);
        yield false;
      }
      case Decision.Succeeds _ -> {
        BuildEvent.Succeeded succeeded = (BuildEvent.Succeeded) event;
        ledger.release(build.id(), succeeded.indexBytes());
        build.succeeds(succeeded);
        yield true;
      }
      case Decision.IsCancelled _ -> {
        ledger.release(build.id(), 0);
        build.isCancelled((BuildEvent.Cancelled) event);
        LOG.infof("build %s is cancelled", build.id());
        yield true;
      }
      case Decision.Again again -> {
        BuildEvent.Failed failed = (BuildEvent.Failed) event;
        ledger.release(build.id(), 0);
        build.waitsForAnotherAttempt(failed, clock.instant(), again.pause());
        LOG.infof("build %s again in %s: %s", build.id(), again.pause(), failed.code().value());
        yield true;
      }
      case Decision.Fails _ -> {
        BuildEvent.Failed failed = (BuildEvent.Failed) event;
        ledger.release(build.id(), 0);
        build.fails(failed);
        LOG.warnf("build %s failed: %s", build.id(), failed.code().value());
        yield true;
      }
    };
  }

  /// A person wants a failed build tried again, with as many attempts as at first.
  ///
  /// @throws PlimsollException NOT_FOUND, or CONFLICT where it has not failed
  @Transactional
  public void retry(UUID id) {
    BuildEntity build = builds.findById(id, LockModeType.PESSIMISTIC_WRITE);
    if (build == null) {
      throw new PlimsollException(ErrorCode.NOT_FOUND, "there is no build " + id);
    }
    BuildView.State state = build.current().state();
    if (state != BuildView.State.FAILED) {
      throw new PlimsollException(
          ErrorCode.CONFLICT, "build " + id + " has not failed, it is " + state);
    }
    build.retriedByAPerson(clock.instant(), retryConfig.attempts());
  }
}
