package dev.plimsoll.planner.plan;

import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/// Plans for ended loads, one after the other.
@ApplicationScoped
public class PlanningAfterLoads {
  // For those that are due again; of what has ended it is told.
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  // Discovery of a large database under load.
  private static final Duration MAY_TAKE = Duration.ofMinutes(15);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final LoadedTables loads;
  private final DispatchLoop dispatch;
  private final PeriodicWork loop;

  public PlanningAfterLoads(LoadedTables loads, DispatchLoop dispatch) {
    this.loads = loads;
    this.dispatch = dispatch;
    this.loop =
        PeriodicWork.every("load-planner", INTERVAL)
            .mayTake(MAY_TAKE)
            .lettingRoundsEnd(STOP_WITHIN)
            .runsWhileMore(this::round);
  }

  public void start() {
    loop.start();
  }

  /// A load has ended.
  public void wake() {
    loop.wake();
  }

  private boolean round() {
    boolean planned = loads.planNext();
    if (planned) {
      dispatch.wake();
    }
    return planned;
  }

  /// Ends after the round at hand, before the database's pool does.
  public void stop() {
    loop.close();
  }
}
