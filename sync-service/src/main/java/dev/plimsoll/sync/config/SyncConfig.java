package dev.plimsoll.sync.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// Settings of reading and loading: how much at once, how large, how long.
@ConfigMapping(prefix = "plimsoll.sync")
public interface SyncConfig {
  /// Read tasks that this process reads at a time; 1 to 16. Each holds a row group and two parts
  /// in memory: about 64 MB at the defaults.
  @WithDefault("2")
  int parallelReadTasks();

  /// Batches that this process loads at a time; 1 to 16. Each holds a compressed row group: about
  /// 32 MB at the defaults.
  @WithDefault("3")
  int parallelLoads();

  /// Workers on one table's queue of block ranges, or on the ranges of its key where a source has
  /// no blocks, at most, where a request says nothing; 1 to 64. Fewer where the table is small, or
  /// where the source has no connections or idle cores for them.
  @WithDefault("4")
  int workersPerTable();

  /// Of a table's heap, and of what its rows have beside it, in one range of blocks.
  @WithDefault("16M")
  MemorySize rangeSize();

  /// Of a PostgreSQL table's heap in one read task by key, about.
  @WithDefault("128M")
  MemorySize readTaskSize();

  /// Read tasks of one table at most; 1 to 10,000.
  @WithDefault("64")
  int maxReadTasks();

  /// At which an object is ended; it may be one row group, or one range of blocks, larger. Memory
  /// does not grow with it: parts are sent as they are filled.
  @WithDefault("128M")
  MemorySize objectSize();

  /// Of COPY's form, not yet compressed, in one row group.
  @WithDefault("24M")
  MemorySize rowGroupSize();

  /// Of rows that all read tasks of this process hold together, not yet compressed: a hard limit,
  /// for which row groups are made smaller where need be. A quarter of the heap where that is less.
  @WithDefault("512M")
  MemorySize bufferLimit();

  /// Of a row's values of variable length, in COPY's form: a larger row fails its table, by key and
  /// column. A twentieth of the heap where nothing is set, which is what the heap has room for.
  Optional<MemorySize> largestRow();

  /// How often a process may end while it reads a part of a table, without having come any further,
  /// before that table is set aside; 1 to 1,000.
  @WithDefault("10")
  int readerDeaths();

  /// Of zstd, where files are compressed by that: 1 is fast, 19 is small.
  @WithDefault("1")
  int compressionLevel();

  /// Partitions of each table's log topic, 1 to 64: so many loads of one table can go on side by
  /// side.
  @WithDefault("4")
  int logPartitions();

  /// How often unfinished work is looked for that nobody does any more.
  @WithDefault("2S")
  Duration recoveryInterval();

  /// The shorter of [#recoveryInterval] and another interval.
  static Duration recovering(SyncConfig config, Duration interval) {
    Duration recovery = config.recoveryInterval();
    return recovery.compareTo(interval) < 0 ? recovery : interval;
  }

  /// How long a read task's command may take to come by Kafka before a process with a free place
  /// takes the read task up: it was lost, or waits behind a long one. Such a process looks twice a
  /// second.
  @WithDefault("0.3S")
  Duration commandGrace();

  /// How long a global read lock is waited for, under which the sessions that read a table begin at
  /// one moment, where the source has no other way to share one; others that write wait
  /// meanwhile. Less than a second: it is never taken.
  @WithDefault("3S")
  Duration snapshotLockPatience();

  /// How long a session at a target may stand still before its process is held for frozen: another
  /// then ends it and takes its work over. Locks at a target are waited for as long.
  @WithDefault("60S")
  Duration stalledAfter();

  /// How long an extract or a load that no schedule has begun is known after it has ended. Objects
  /// and rows stay.
  @WithDefault("365D")
  Duration keepExtracts();

  Retry retry();

  Sweep sweep();

  Schedules schedules();

  /// For failures that may pass.
  interface Retry {
    /// After the first failure; it doubles each time.
    @WithDefault("0.2S")
    Duration firstPause();

    /// That it does not grow beyond.
    @WithDefault("10S")
    Duration longestPause();

    /// In all, the first one included, before it counts as lasting; 1 to 1,000.
    @WithDefault("20")
    int attempts();
  }

  /// Of objects and uploads that killed processes have left and nobody will go on with.
  interface Sweep {
    /// How often is looked for what killed processes have left; the first time at the start.
    @WithDefault("15M")
    Duration interval();

    /// How old an object or upload must be that is removed as such.
    @WithDefault("1H")
    Duration age();
  }

  /// Of extracts by the clock.
  interface Schedules {
    /// How often is looked for what is due, and for what has ended.
    @WithDefault("1S")
    Duration interval();

    /// After which a run that a process has begun to start is started by another: the one was
    /// killed, or it would have said that it is still at it.
    @WithDefault("60S")
    Duration startGrace();

    Keep keep();
  }

  /// Of the extracts that schedules leave behind; their objects stay in any case.
  interface Keep {
    /// Of each schedule, so many of those that have ended last are kept; 1 to 1,000,000.
    @WithDefault("100")
    int runs();

    /// Those that began or ended so long ago are kept, however many.
    @WithDefault("30D")
    Duration age();

    /// How often is looked for those that nobody needs any more.
    @WithDefault("1H")
    Duration interval();
  }
}
