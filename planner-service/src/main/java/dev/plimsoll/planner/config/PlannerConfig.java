package dev.plimsoll.planner.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Defaults of the planner.
@ConfigMapping(prefix = "plimsoll.planner")
public interface PlannerConfig {
  /// Load line of a database that is registered without one. Configured, since a server's memory
  /// cannot be read over SQL, and modest, so that it harms no machine.
  DefaultCapacity defaultCapacity();

  /// How much slower the databases are than the machine of the cost measurements; 2 for half as
  /// fast.
  @WithDefault("1")
  double machineFactor();

  Retry retry();

  /// Interval of the dispatcher's search for work without a wake-up.
  @WithDefault("500ms")
  Duration dispatchInterval();

  /// Retention of table flows, planned loads, superseded drafts, recommendations, findings and
  /// changes of load lines.
  @WithDefault("90d")
  Duration kept();

  /// Retention of an applied plan with its builds, after the last of them has ended. Longer while
  /// one of its indexes exists: its disk counts in the load line.
  @WithDefault("365d")
  Duration keptBuilds();

  Queue queue();

  /// Upkeep of the queue of jobs.
  interface Queue {
    /// How often retries that are due, deadlines, lost workers and ends of workflows are looked
    /// for.
    @WithDefault("1s")
    Duration interval();

    /// Waiting of the oldest job of a class that raises its priority by one.
    @WithDefault("1h")
    Duration priorityStep();

    /// Waiting after which a worker is held for a job that fits into it.
    @WithDefault("15m")
    Duration patience();

    /// Time from a worker's sign of life until it counts as lost and its jobs are tried again.
    @WithDefault("1m")
    Duration lease();

    /// How long a worker gets nothing else while it makes room for a job that has waited long.
    @WithDefault("15m")
    Duration hold();

    /// Retention of a workflow after its end.
    @WithDefault("30d")
    Duration kept();

    /// How often jobs of the kinds `build`, `extract` and `load` are looked for, and what they have
    /// set going.
    @WithDefault("1s")
    Duration ownPoll();

    /// So many of these a planner follows at once. The others wait in their order.
    @WithDefault("100")
    int ownAtOnce();
  }

  /// Other services by name, for example `builder`: the pipeline shows which of them are down and
  /// since when.
  Map<String, Neighbour> services();

  /// A probed service.
  interface Neighbour {
    /// Root of its API, for example `http://builder:8081`, probed every two seconds. `./plimsoll
    /// up` names those that it starts.
    URI url();

    /// A file with the token of that API. Without that of `sync`, jobs of the kinds `extract` and
    /// `load` are refused; without that of `query`, the console's searches.
    Optional<Path> tokenFile();
  }

  interface DefaultCapacity {
    /// Cores that builds may keep busy.
    @WithDefault("2")
    int cores();

    /// `maintenance_work_mem` of all builds together: a quarter of a machine of 4 GB.
    @WithDefault("1G")
    MemorySize memory();

    /// Of `max_parallel_workers`, for all builds together.
    @WithDefault("2")
    int parallelWorkers();

    /// Temporary files of all sorts together.
    @WithDefault("20G")
    MemorySize temporary();

    /// New indexes, all together.
    @WithDefault("50G")
    MemorySize disk();
  }

  Reconcile reconcile();

  /// Reconciliation of builds in flight with ledger, broker and targets.
  interface Reconcile {
    /// How often.
    @WithDefault("15s")
    Duration interval();

    /// Time without events after which a build is looked for. It counts as lost only where no
    /// builder, queue or session has it.
    @WithDefault("1m")
    Duration silence();
  }

  Advice advice();

  /// Analyses of databases, and what becomes of what they recommend.
  interface Advice {
    /// Statements that an analysis takes, those that took most time: each is explained some hundred
    /// times.
    @WithDefault("300")
    int statements();

    /// The longest analysis.
    @WithDefault("30m")
    Duration mayTake();

    /// Time from a planner's sign of life until its analysis is another's.
    @WithDefault("30s")
    Duration lease();

    /// Bytes of tables that are cloned to verify; of larger ones a sample.
    @WithDefault("1G")
    MemorySize clone();

    /// Time for measuring indexes on a clone.
    @WithDefault("2m")
    Duration trial();

    /// How often builds of recommendations, and then their statements, are looked at.
    @WithDefault("30s")
    Duration followUpInterval();

    /// Calls of a statement before and after a build, from which on it is judged.
    @WithDefault("20")
    long followUpCalls();

    /// How long after a build its statements may take to reach these calls.
    @WithDefault("7d")
    Duration followUpWithin();
  }

  /// Retries of builds after passing failures.
  interface Retry {
    /// Attempts before a build stays failed; a person may then allow as many again.
    @WithDefault("5")
    int attempts();

    /// Pause after the first short-lived failure; doubled each time.
    @WithDefault("2s")
    Duration firstPause();

    /// The longest pause.
    @WithDefault("5m")
    Duration longestPause();
  }
}
