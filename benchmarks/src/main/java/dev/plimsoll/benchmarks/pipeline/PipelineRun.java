package dev.plimsoll.benchmarks.pipeline;

import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.demo.DemoDatabases;
import java.util.List;
import java.util.UUID;

/// Extract of all tables through Parquet on S3 and the log, loaded into a fresh target.
final class PipelineRun implements Work {

  private final DemoDatabases databases;
  private final List<QualifiedName> tables;
  private final PlannerApi planner;
  private final SyncApi sync;
  private int runs;

  PipelineRun(
      DemoDatabases databases, List<QualifiedName> tables, PlannerApi planner, SyncApi sync) {
    this.databases = databases;
    this.tables = tables;
    this.planner = planner;
    this.sync = sync;
  }

  @Override
  public void prepare() {
    runs++;
    DatabaseAddress target = databases.createTarget("pipeline" + runs);
    Registrations.register(planner, sync, target.database(), target);
  }

  @Override
  public Done run() throws InterruptedException {
    ExtractView extract =
        sync.start(
            ExtractRequest.of(
                databases.sourceName(),
                tables.stream().map(QualifiedName::toString).toList(),
                databases.targetName() + "_pipeline" + runs),
            UUID.randomUUID());
    while (extract.state() == ExtractView.State.RUNNING) {
      Thread.sleep(50);
      extract = sync.extract(extract.id());
    }
    if (extract.state() == ExtractView.State.FAILED) {
      throw new IllegalStateException("the extract failed: " + extract.tables());
    }
    return Done.of(
        extract.tables().stream().mapToLong(table -> table.counters().rowsLoaded()).sum());
  }
}
