package dev.plimsoll.demo;

import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SearchApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.demo.progress.DemoDisplay;
import dev.plimsoll.demo.vectors.DemoVectors;
import dev.plimsoll.demo.vectors.DemoVectors.Part;
import dev.plimsoll.demo.vectors.SearchTour;
import dev.plimsoll.demo.vectors.VectorEvidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Run of the demo of vectors, from nothing to its evidence.
final class VectorRun {
  /// The planner registers databases, the query-service searches them.
  private static final Set<ServiceName> SERVICES =
      EnumSet.of(ServiceName.PLANNER, ServiceName.QUERY);

  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(30);
  private static final String WHOLE = "vectors";
  private static final String EVEN = "vectors_even";
  private static final String ODD = "vectors_odd";

  private final Plant plant;
  private final VectorOptions options;
  private final DemoDisplay display;
  private final Stopwatch watch;
  private @Nullable String postgresVersion;
  private @Nullable String database;

  VectorRun(Plant plant, VectorOptions options, DemoDisplay display, Stopwatch watch) {
    this.plant = plant;
    this.options = options;
    this.display = display;
    this.watch = watch;
  }

  /// Null before the server runs.
  @Nullable String postgresVersion() {
    return postgresVersion;
  }

  /// Registered name of the database that was searched; null before it is registered.
  @Nullable String database() {
    return database;
  }

  VectorEvidence run() {
    plant.startStack();
    tell("Kafka, PostgreSQL and S3 are up");
    Volume volume = new Volume(plant.folder());
    try {
      return afterStack();
    } catch (RuntimeException e) {
      volume.requireRoom(); // a full volume is then the cause
      throw e;
    }
  }

  private VectorEvidence afterStack() {
    DemoDatabases databases =
        new DemoDatabases(
            plant.server(), plant.credentials(), UUID.randomUUID().toString().substring(0, 8));
    String whole = databases.nameOf(WHOLE);
    List<String> halves = List.of(databases.nameOf(EVEN), databases.nameOf(ODD));
    List<String> dropped = databases.create(List.of(whole, halves.getFirst(), halves.getLast()));
    postgresVersion = databases.version();
    // Making rows keeps PostgreSQL busy, starting services the JVMs: both run together.
    CompletableFuture<Void> services =
        InBackground.run(
            () -> {
              plant.startServices(SERVICES);
              tell("planner and query-service are ready; console: " + plant.console());
              return null;
            });
    CompletableFuture<Void> tables =
        InBackground.run(
            () -> {
              make(databases, whole, Part.ALL);
              make(databases, halves.getFirst(), Part.EVEN);
              make(databases, halves.getLast(), Part.ODD);
              return null;
            });
    // First: where a service does not start, the tables break too, but are not the cause.
    InBackground.join(services);
    InBackground.join(tables);
    PlannerApi planner = new PlannerApi(plant.client(ServiceName.PLANNER));
    SearchApi search = new SearchApi(plant.client(ServiceName.QUERY));
    dropped.forEach(old -> DemoRun.forget(planner, old));
    register(planner, search, databases, whole);
    halves.forEach(half -> register(planner, search, databases, half));
    database = whole;
    SearchTour.Places places =
        new SearchTour.Places(whole, halves, () -> databases.open(databases.forSuperuser(whole)));
    try {
      writeQuestion(databases, whole);
      return new SearchTour(search, options.table(), places, this::tell).run();
    } catch (SQLException e) {
      throw DemoDatabases.failure("the demo's vectors", e);
    }
  }

  private void make(DemoDatabases databases, String name, Part part) {
    try (Connection connection = databases.open(databases.forSuperuser(name))) {
      long rows = options.table().create(connection, part);
      DemoDatabases.openToReader(connection, DemoVectors.NAME.schema());
      tell(
          "%s has %s vectors of %d dimensions, real[]"
              .formatted(name, Amounts.count(rows), DemoVectors.DIMENSIONS));
    } catch (SQLException e) {
      throw DemoDatabases.failure("the demo's vectors could not be made", e);
    }
  }

  private static void register(
      PlannerApi planner, SearchApi search, DemoDatabases databases, String name) {
    planner.register(
        DatabaseRegistration.withoutBuilds(
            name, databases.asServicesSee(databases.forReader(name)), DatabaseKind.POSTGRES));
    awaitKnown(search, name);
  }

  /// The service itself waits a while for a registration on its way.
  private static void awaitKnown(SearchApi search, String name) {
    long begin = System.nanoTime();
    while (true) {
      try {
        search.tuning(name);
        return;
      } catch (PlimsollException e) {
        if (e.code() != ErrorCode.NOT_FOUND || System.nanoTime() - begin > KNOWN_WITHIN.toNanos()) {
          throw e;
        }
      }
    }
  }

  /// File with a vector for searches by command afterwards.
  Path question() {
    return plant.folder().resolve("demo-vector.txt");
  }

  private void writeQuestion(DemoDatabases databases, String name) throws SQLException {
    try (Connection connection = databases.open(databases.forSuperuser(name))) {
      Files.writeString(question(), options.table().questions(connection, 1).getFirst() + "\n");
    } catch (IOException e) {
      throw new PlimsollException(ErrorCode.DATA_FOLDER, "cannot write " + question(), e);
    }
  }

  private void tell(String what) {
    display.tell(DemoDisplay.stamp(watch.elapsed()) + what);
  }
}
