package dev.plimsoll.demo;

import dev.plimsoll.cli.api.MaterializerApi;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.plan.OwnPlan;
import dev.plimsoll.cli.plan.PlanText;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import dev.plimsoll.demo.DemoRules.Demand;
import dev.plimsoll.demo.Stopwatch.Station;
import dev.plimsoll.demo.data.DemoSource;
import dev.plimsoll.demo.data.DemoSource.Loaded;
import dev.plimsoll.demo.progress.DemoDisplay;
import dev.plimsoll.demo.report.Evidence;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Run of the whole demo, from nothing to its evidence.
final class DemoRun {
  private static final String INDENT = "  ";

  private final Plant plant;
  private final DemoOptions options;
  private final DemoDisplay display;
  private final Stopwatch watch;
  private @Nullable String postgresVersion;

  DemoRun(Plant plant, DemoOptions options, DemoDisplay display, Stopwatch watch) {
    this.plant = plant;
    this.options = options;
    this.display = display;
    this.watch = watch;
  }

  /// Null before the server runs.
  @Nullable String postgresVersion() {
    return postgresVersion;
  }

  Evidence run() {
    UUID run = UUID.randomUUID();
    plant.startStack();
    tell("Kafka, PostgreSQL and S3 are up", watch.reach(Station.STACK));
    Volume volume = new Volume(plant.folder());
    try {
      return run(run, volume);
    } catch (RuntimeException e) {
      volume.requireRoom(); // a full volume is then the cause
      throw e;
    }
  }

  private Evidence run(UUID run, Volume volume) {
    DemoDatabases databases =
        new DemoDatabases(plant.server(), plant.credentials(), run.toString().substring(0, 8));
    List<String> dropped = databases.create();
    postgresVersion = databases.version();
    DemoSource data = DemoSource.of(options.scale(), options.seed());
    // Planning reads a database and needs no service, so the first plan is shown early.
    List<Loaded> features = make(databases, data.features(), "feature tables");
    planWithoutServices(databases);
    // Making data keeps PostgreSQL busy, starting services the JVMs: both run together.
    CompletableFuture<List<Loaded>> others =
        InBackground.run(
            () -> {
              List<Loaded> made = make(databases, data.others(), "other tables");
              watch.reach(Station.SOURCE);
              return made;
            });
    CompletableFuture<Void> services =
        InBackground.run(
            () -> {
              plant.startServices();
              tell(
                  "the five services are ready; console: " + plant.console(),
                  watch.reach(Station.SERVICES));
              return null;
            });
    // First: where a service does not start, the source breaks too, but is not the cause.
    InBackground.join(services);
    List<Loaded> tables =
        Stream.concat(features.stream(), InBackground.join(others).stream())
            .sorted(Comparator.comparingLong(Loaded::rows).reversed())
            .toList();
    PlannerApi planner = new PlannerApi(plant.client(ServiceName.PLANNER));
    dropped.forEach(database -> forget(planner, database));
    return follow(run, databases, tables, volume);
  }

  /// Removes a database of an earlier run from the planner. An unknown one, or one that a build of
  /// an interrupted run still holds, is left alone.
  static void forget(PlannerApi planner, String database) {
    try {
      planner.remove(database, new ControlRequest(null, "a demo begins"));
    } catch (PlimsollException e) {
      if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.DATABASE_IN_USE) {
        throw e;
      }
    }
  }

  private List<Loaded> make(DemoDatabases databases, DemoSource data, String what) {
    int parallel = Math.max(2, Runtime.getRuntime().availableProcessors());
    List<Loaded> tables = databases.fill(data, parallel);
    tell(
        "the source's %s are made: %s rows in %d tables"
            .formatted(
                what, Amounts.count(tables.stream().mapToLong(Loaded::rows).sum()), tables.size()),
        watch.elapsed());
    return tables;
  }

  /// Shows the plan of `./plimsoll plan` for the source, whose feature tables lack keys. Nothing is
  /// registered for it; it is only read.
  private void planWithoutServices(DemoDatabases databases) {
    OwnPlan.Answer plan =
        OwnPlan.make(
            databases.sourceOfOwner(),
            DemoRules.ofFeatures(),
            capacity(),
            new PlanRequest(null, null, List.of()));
    tell("the first plan, of the source as it is:", watch.reach(Station.FIRST_PLAN));
    display.tell("");
    PlanText.lines(plan, display.width() - INDENT.length())
        .forEach(line -> display.tell(line.isEmpty() ? line : INDENT + line));
    display.tell("");
  }

  private Capacity capacity() {
    return DemoRules.capacity(options.scale(), Runtime.getRuntime().availableProcessors());
  }

  private Evidence follow(UUID run, DemoDatabases databases, List<Loaded> tables, Volume volume) {
    SyncApi sync = new SyncApi(plant.client(ServiceName.SYNC));
    PlannerApi planner = new PlannerApi(plant.client(ServiceName.PLANNER));
    register(sync, planner, databases);
    ExtractView extract =
        sync.start(
            ExtractRequest.of(
                databases.sourceName(),
                tables.stream().map(table -> table.table().toString()).toList(),
                databases.targetName()),
            run);
    tell(
        "one extract of everything has begun, log topics " + databases.sourceName() + ".*",
        watch.elapsed());
    Map<QualifiedName, Long> rows =
        tables.stream().collect(Collectors.toMap(Loaded::table, Loaded::rows));
    List<Demand> demands = DemoRules.demands(tables);
    FaultInjector faultInjector =
        new FaultInjector(plant, options.kill(), line -> tell(line, watch.elapsed()));
    Follower.End end =
        new Follower(sync, planner, extract, databases.targetName(), rows, demands.size(), watch)
            .follow(
                this::tellPlanOfCopy,
                now -> {
                  volume.requireRoom();
                  display.show(now);
                  faultInjector.look(now);
                });
    return gather(databases, rows, demands, end, faultInjector.result());
  }

  private void register(SyncApi sync, PlannerApi planner, DemoDatabases databases) {
    Registrations.register(
        planner, sync, databases.sourceName(), databases.asServicesSee(databases.source()));
    Registrations.register(
        planner,
        sync,
        DatabaseRegistration.postgres(
            databases.targetName(),
            databases.asServicesSee(databases.target()),
            new BuildSettings(
                capacity(), null, DemoRules.rules(), true, DemoRules.THRESHOLDS, null, null)));
    tell(
        "lane thresholds are scaled down to the demo's data: large from %d %% of the load line on, medium from %d %% (else %d %% and %s %%)"
            .formatted(
                Math.round(DemoRules.THRESHOLDS.large() * 100),
                Math.round(DemoRules.THRESHOLDS.medium() * 100),
                50,
                "12.5"),
        watch.elapsed());
  }

  private void tellPlanOfCopy(PlanView plan) {
    tell("a table's copy is whole; what it lacks is planned:", watch.elapsed());
    for (PlannedBuild build : plan.builds()) {
      PlannedBuild.Allocation allocation = build.allocation();
      display.tell(
          "            %s %s: %s lane, %s, %d workers, about %s and %s; %s"
              .formatted(
                  build.table(),
                  build.definition(),
                  allocation.lane().value(),
                  Amounts.bytes(allocation.maintenanceWorkMemBytes()),
                  allocation.parallelWorkers(),
                  Amounts.duration(Duration.ofMillis(allocation.predictedMillis())),
                  Amounts.bytes(build.sizing().indexBytes()),
                  build.reasoning()));
    }
  }

  private Evidence gather(
      DemoDatabases databases,
      Map<QualifiedName, Long> rows,
      List<Demand> demands,
      Follower.End end,
      Evidence.@Nullable Kill kill) {
    Receipt receipt = end.receipt();
    if (receipt == null) {
      throw new PlimsollException(ErrorCode.CHECK_FAILED, "there is no receipt");
    }
    tell("reading source and target again, from outside", watch.elapsed());
    MaterializerApi log = new MaterializerApi(plant.client(ServiceName.MATERIALIZER));
    Map<QualifiedName, String> topics =
        end.extract().tables().stream()
            .collect(
                Collectors.toMap(ExtractView.TableView::table, ExtractView.TableView::logTopic));
    OutsideReader outside = new OutsideReader(databases, table -> records(log, topics.get(table)));
    Evidence evidence =
        new Evidence(
            rows,
            end.extract(),
            receipt,
            log.audit(databases.sourceName() + "."),
            end.builds(),
            outside.tables(receipt.tables()),
            outside.keys(demands),
            plant.memory(),
            kill);
    watch.reach(Station.RECEIPT);
    return evidence;
  }

  /// Records of a table's topic; 0, which fails the checks, where the extract lacks the table.
  private static long records(MaterializerApi log, @Nullable String topic) {
    if (topic == null) {
      return 0;
    }
    return log.partitions(topic).stream()
        .mapToLong(partition -> partition.nextOffset() - partition.logStartOffset())
        .sum();
  }

  private void tell(String what, Duration at) {
    display.tell(DemoDisplay.stamp(at) + what);
  }
}
