package dev.plimsoll.materializer.startup;

import dev.plimsoll.contracts.bound.SettingRange;
import dev.plimsoll.materializer.append.AppendConfig;
import dev.plimsoll.materializer.assignment.AssignmentConfig;
import dev.plimsoll.materializer.flow.FlowConfig;
import dev.plimsoll.own.SchemaMigration;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// Check of this service's settings, before anything goes by them.
@Singleton
public final class MaterializerRanges {
  private static final String PREFIX = "plimsoll.materializer.";

  private final AppendConfig append;
  private final AssignmentConfig assignment;
  private final FlowConfig flow;

  public MaterializerRanges(AppendConfig append, AssignmentConfig assignment, FlowConfig flow) {
    this.append = append;
    this.assignment = assignment;
    this.flow = flow;
  }

  void require(@Observes @Priority(SchemaMigration.BEFORE - 1) StartupEvent event) {
    require("append.concurrent-requests", append.concurrentRequests(), 1_000);
    require("assignment.workers", assignment.workers(), 8);
    require("assignment.batches-per-run", assignment.batchesPerRun(), Integer.MAX_VALUE);
    require("flow.max-waiting-batches", flow.maxWaitingBatches(), Long.MAX_VALUE);
    require("flow.max-dead-rows", flow.maxDeadRows(), Long.MAX_VALUE);
  }

  private static void require(String setting, long value, long most) {
    SettingRange.require(PREFIX + setting, value, 1, most);
  }
}
