package dev.plimsoll.benchmarks.scale;

import dev.plimsoll.benchmarks.harness.ProcessCpu;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.local.LocalSystem;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.demo.LocalPlant;
import dev.plimsoll.devstack.StackDescription;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/// Everything that the study runs on: one Kafka, PostgreSQL and S3, and the services' APIs.
///
/// @param services a session of the superuser on the services' own database
record Site(
    LocalSystem system,
    BenchDatabase database,
    Connection services,
    PlannerApi planner,
    SyncApi sync,
    MaterializerApi materializer,
    ProcessCpu postgres,
    ProcessCpu stack) {

  static Site of(LocalPlant plant, BenchDatabase database) throws SQLException, IOException {
    StackDescription stack = plant.system().stack().orElseThrow();
    return new Site(
        plant.system(),
        database,
        database.openAsSuperuser(stack.postgres().database()),
        new PlannerApi(plant.client(ServiceName.PLANNER)),
        new SyncApi(plant.client(ServiceName.SYNC)),
        new MaterializerApi(plant.client(ServiceName.MATERIALIZER)),
        database.cpu(),
        new ProcessCpu(stack.pid()));
  }
}
