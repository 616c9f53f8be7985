package dev.plimsoll.sync.extract;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/// How much at once, how large, how long.
@ConfigMapping(prefix = "plimsoll.sync")
public interface SyncConfig {
  /// Splits that this process reads at a time. Each holds a row group and two parts in memory:
  /// about 64 MB at the defaults.
  @WithDefault("2")
  @Min(1)
  @Max(16)
  int parallelSplits();

  /// Batches that this process loads at a time. Each holds a compressed row group: about 32 MB at
  /// the defaults.
  @WithDefault("3")
  @Min(1)
  @Max(16)
  int parallelLoads();

  /// Of a table's heap in one split, about.
  @WithDefault("128M")
  MemorySize splitSize();

  /// Splits of one table at most.
  @WithDefault("64")
  @Min(1)
  @Max(10000)
  int maxSplits();

  /// At which an object is ended and announced; it may be one row group larger.
  @WithDefault("32M")
  MemorySize objectSize();

  /// Of COPY's form, not yet compressed, in one row group.
  @WithDefault("24M")
  MemorySize rowGroupSize();

  /// Of zstd: 1 is fast, 19 is small.
  @WithDefault("1")
  @Min(1)
  @Max(19)
  int compressionLevel();

  /// Partitions of each table's log topic: so many loads of one table can go on side by side.
  @WithDefault("4")
  @Min(1)
  @Max(64)
  int logPartitions();

  /// How often unfinished work is looked for that nobody does.
  @WithDefault("5S")
  Duration recoveryInterval();

  /// How long a split's command may take to come by Kafka before the recovery takes the split up.
  @WithDefault("15S")
  Duration commandGrace();

  Retry retry();

  /// For failures that may pass.
  interface Retry {
    @WithDefault("0.2S")
    Duration firstPause();

    @WithDefault("10S")
    Duration longestPause();

    @WithDefault("20")
    @Min(1)
    @Max(1000)
    int attempts();
  }
}
