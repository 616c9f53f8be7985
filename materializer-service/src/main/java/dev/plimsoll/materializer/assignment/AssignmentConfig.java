package dev.plimsoll.materializer.assignment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/// How offsets are given.
@ConfigMapping(prefix = "plimsoll.materializer.assignment")
public interface AssignmentConfig {
  /// Threads that give offsets, each with a connection while it works; 1 to 8. More than there are
  /// lanes have nothing to do, over all pods.
  @WithDefault("2")
  @Min(1)
  @Max(8)
  int workers();

  /// Batches after which a transaction takes no further manifest row, whatever the time; 1 or
  /// more.
  /// It bounds the transaction's memory.
  @WithDefault("32000")
  @Min(1)
  int batchesPerRun();

  /// Time that a transaction is to take at the most: it takes as many batches as it gets done in
  /// that time, so many partitions they may lie in. 0 for always as many as `batchesPerRun`.
  @WithDefault("PT0.1S")
  Duration runBudget();

  /// First pause when there is nothing to do; it doubles up to `idleMax`.
  @WithDefault("PT0.002S")
  Duration idleMin();

  /// Longest pause, and so the longest delay where another process ingested.
  @WithDefault("PT0.05S")
  Duration idleMax();
}
