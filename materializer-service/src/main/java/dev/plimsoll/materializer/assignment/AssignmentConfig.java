package dev.plimsoll.materializer.assignment;

import dev.plimsoll.offsetlog.assignment.RunSize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How offsets are given.
@ConfigMapping(prefix = "plimsoll.materializer.assignment")
public interface AssignmentConfig {
  /// Threads that give offsets, each with a connection while it works; 1 to 8. More than there are
  /// shards have nothing to do, over all pods.
  @WithDefault("2")
  int workers();

  /// How much a run takes at the most.
  enum Size {
    /// As many batches as it gets done in `runBudget`.
    ADAPTIVE,
    /// `batchesPerRun`.
    FIXED,
    /// What was accepted within `runBudget`.
    BY_TIME
  }

  /// How much a run takes at the most: `adaptive`, `fixed` or `by-time`. Whatever it is, a run is
  /// of whole partitions: those of a shard.
  @WithDefault("adaptive")
  Size size();

  /// Batches after which a transaction takes no further manifest row; 1 or more. It bounds the
  /// transaction's memory. For `adaptive` and `fixed`.
  @WithDefault("64000")
  int batchesPerRun();

  /// Time that a transaction is to take at the most, however many partitions its batches lie in;
  /// with `by-time`, in which they were accepted.
  @WithDefault("PT0.25S")
  Duration runBudget();

  default RunSize runSize() {
    return switch (size()) {
      case ADAPTIVE -> new RunSize.Adaptive(batchesPerRun(), runBudget());
      case FIXED -> new RunSize.Fixed(batchesPerRun());
      case BY_TIME -> new RunSize.ByTime(runBudget());
    };
  }

  /// First pause when there is nothing to do; it doubles, up to 50 ms within five seconds of the
  /// last offsets, then up to `idleMax`.
  @WithDefault("PT0.002S")
  Duration idleMin();

  /// Longest pause, and so the longest delay of what a process has accepted that died. Those that
  /// live wake their own workers.
  @WithDefault("PT0.5S")
  Duration idleMax();
}
