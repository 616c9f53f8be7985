package dev.plimsoll.planner.database;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// How this planner decides where nobody has said otherwise.
@ConfigMapping(prefix = "plimsoll.planner")
public interface PlannerConfig {
  /// The load line of a database that is registered without one. Configured and never guessed: a
  /// server's memory cannot be read over SQL. Modest, so that it harms no machine.
  DefaultCapacity defaultCapacity();

  /// How much slower than the machine our costs were measured on this planner's databases are; 2
  /// for half as fast.
  @WithDefault("1")
  double machineFactor();

  Retry retry();

  /// How often the dispatcher looks for work that nobody has told it of.
  @WithDefault("500ms")
  Duration dispatchInterval();

  /// How long it is known how far tables of extracts have come, which loads were planned for, which
  /// drafts were superseded and how load lines have changed.
  @WithDefault("90d")
  Duration kept();

  /// How long a plan that was applied is known, with its builds, after the last of them has ended.
  /// Longer where one of its indexes is still there: its disk counts in the load line.
  @WithDefault("365d")
  Duration keptBuilds();

  /// Other services by name, for example `builder`: who looks at the pipeline is told which of them
  /// is away and since when.
  Map<String, Neighbour> services();

  /// A service that is looked at.
  interface Neighbour {
    /// Root of its API, for example `http://builder:8081`: whether it is ready is asked every two
    /// seconds. `./plimsoll up` names those that it starts.
    URI url();
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

  /// How what is in flight is held against the ledger, the broker and the targets.
  interface Reconcile {
    /// How often.
    @WithDefault("15s")
    Duration interval();

    /// A build that was not heard of for so long is looked for; it counts as lost only where nobody
    /// has it.
    @WithDefault("1m")
    Duration silence();
  }

  /// A build whose failure may pass is sent again.
  interface Retry {
    /// Attempts before it stays failed; a person may then allow as many again.
    @WithDefault("5")
    int attempts();

    /// Pause after the first failure that passes quickly; doubled each time.
    @WithDefault("2s")
    Duration firstPause();

    /// The longest pause.
    @WithDefault("5m")
    Duration longestPause();
  }
}
