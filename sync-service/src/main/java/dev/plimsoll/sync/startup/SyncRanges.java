package dev.plimsoll.sync.startup;

import dev.plimsoll.contracts.bound.SettingRange;
import dev.plimsoll.own.SchemaMigration;
import dev.plimsoll.sync.config.SyncConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// Check of this service's settings, before anything goes by them.
@Singleton
public final class SyncRanges {
  private static final String PREFIX = "plimsoll.sync.";

  private final SyncConfig config;

  public SyncRanges(SyncConfig config) {
    this.config = config;
  }

  void require(@Observes @Priority(SchemaMigration.BEFORE) StartupEvent event) {
    require("parallel-read-tasks", config.parallelReadTasks(), 16);
    require("parallel-loads", config.parallelLoads(), 16);
    require("workers-per-table", config.workersPerTable(), 64);
    require("max-read-tasks", config.maxReadTasks(), 10_000);
    require("reader-deaths", config.readerDeaths(), 1_000);
    require("compression-level", config.compressionLevel(), 19);
    require("log-partitions", config.logPartitions(), 64);
    require("retry.attempts", config.retry().attempts(), 1_000);
    require("schedules.keep.runs", config.schedules().keep().runs(), 1_000_000);
  }

  private static void require(String setting, long value, long most) {
    SettingRange.require(PREFIX + setting, value, 1, most);
  }
}
