package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.cli.address.ResolvedAddress;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.local.DataHome;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.demo.LocalPlant;
import dev.plimsoll.demo.Plant;
import dev.plimsoll.postgres.connection.SealedPassword;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `bench knn`, on the embedded PostgreSQL or on one of the user's own.
public record KnnBenchmark(Plant.Maker plants) implements Benchmark {
  /// Settings of the services. A large table of arrays takes longer than a statement may by
  /// default; a copy that is read again would be a search of seconds among others.
  public static final Map<String, String> SETTINGS =
      Map.of(
          "PLIMSOLL_QUERY_STATEMENT_TIMEOUT", "10m",
          "PLIMSOLL_QUERY_REFRESH_AFTER", "2h");

  // A row with its WAL, and as much again for indexes.
  private static final long ROW_BYTES = 2_400;

  @Override
  public String name() {
    return "knn";
  }

  @Override
  public String about() {
    return "nearest vectors by the query-service, beside one statement and PostgreSQL's own workers";
  }

  @Override
  public boolean takesRows() {
    return true;
  }

  @Override
  public boolean takesServer() {
    return true;
  }

  @Override
  public Ready setUp(Conditions conditions) throws Exception {
    long rows = KnnStudy.sizes(conditions).stream().mapToLong(Integer::longValue).sum();
    Plant plant = plants.on(conditions.data(), (2L << 30) + rows * ROW_BYTES, conditions.say());
    @Nullable KnnDatabase database = null;
    try {
      plant.startStack();
      plant.startServices(EnumSet.of(ServiceName.PLANNER, ServiceName.QUERY));
      database = database(plant, conditions.server());
      new PlannerApi(plant.client(ServiceName.PLANNER))
          .register(
              DatabaseRegistration.withoutBuilds(
                  KnnDatabase.NAME, database.address(), DatabaseKind.POSTGRES));
      KnnDatabase made = database;
      return new Ready(
          new KnnStudy(made, endpoint(plant), conditions),
          made.serverVersion(),
          made.serverSettings(),
          () -> stop(made, plant));
    } catch (Exception e) {
      stop(database, plant);
      throw e;
    }
  }

  private static ServiceContender.Endpoint endpoint(Plant plant) {
    if (!(plant instanceof LocalPlant local)) {
      throw new IllegalStateException("it asks a service on this machine");
    }
    return new ServiceContender.Endpoint(
        local.system().service(ServiceName.QUERY).address(), local.system().token());
  }

  private static KnnDatabase database(Plant plant, @Nullable ResolvedAddress server)
      throws SQLException {
    if (server == null) {
      return KnnDatabase.on(BenchDatabase.on(plant, "knn"));
    }
    return KnnDatabase.own(server, SealedPassword.ofFile(new DataHome(plant.folder()).keyFile()));
  }

  private static void stop(@Nullable KnnDatabase database, Plant plant) {
    try (plant) {
      if (database != null) {
        database.close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the schema of the bench could not be dropped", e);
    }
  }
}
