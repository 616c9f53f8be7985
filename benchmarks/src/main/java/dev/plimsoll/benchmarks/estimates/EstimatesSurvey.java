package dev.plimsoll.benchmarks.estimates;

import dev.plimsoll.benchmarks.estimates.ShapeTables.TemporaryFiles;
import dev.plimsoll.benchmarks.harness.Benchmark;
import dev.plimsoll.benchmarks.harness.Benchmark.Conditions;
import dev.plimsoll.benchmarks.harness.Setup.Estimate;
import dev.plimsoll.benchmarks.harness.Setup.Survey;
import dev.plimsoll.benchmarks.harness.Statistics;
import dev.plimsoll.benchmarks.stack.AppliedPlan;
import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.benchmarks.stack.StackBenchmark;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.text.Amounts;
import dev.plimsoll.contracts.plan.BuildSettings;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.plan.SizeRange;
import dev.plimsoll.demo.Plant;
import dev.plimsoll.demo.checks.Check;
import dev.plimsoll.planning.sizing.SortMemory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Survey of planned sizes, temporary bytes and durations beside those of the built indexes.
/// `duration, held out` is predicted after half of the tables were built, for the other half;
/// `duration` for all tables after each was built once.
public final class EstimatesSurvey implements Survey {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final String INDEX = "index";
  private static final String AT_LEAST = "index, at least";
  private static final String AT_MOST = "index, at most";
  private static final String BYTES = "bytes";
  private static final String DURATION = "duration";
  private static final String HELD_OUT = "duration, held out";

  private final String database;
  private final ShapeTables tables;
  private final PlannerApi planner;
  private final long rows;

  public static Benchmark benchmark(Plant.Maker plants) {
    return new StackBenchmark(
        "estimates",
        "predicted sizes, temporary bytes and durations beside those of the indexes built",
        false,
        plants,
        _ -> 6 * GIB,
        EnumSet.of(ServiceName.PLANNER, ServiceName.BUILDER),
        EstimatesSurvey::new);
  }

  private EstimatesSurvey(Plant plant, BenchDatabase database, Conditions conditions)
      throws SQLException {
    this.database = database.address().database();
    this.rows = conditions.quick() ? 500_000 : 2_000_000;
    this.tables = new ShapeTables(database, rows);
    conditions.say().accept("making %d tables of %d rows".formatted(Shape.ALL.size(), rows));
    tables.create();
    this.planner = new PlannerApi(plant.client(ServiceName.PLANNER));
    // Little memory, so that sorts spill to disk.
    planner.register(
        DatabaseRegistration.postgres(
            this.database,
            database.address(),
            BuildSettings.of(
                new Capacity(1, 64 * MIB, 0, 16 * GIB, 16 * GIB, CapacityLimits.NONE),
                Shape.ALL.stream()
                    .map(shape -> new KeyRule(shape.table().toString(), shape.definition()))
                    .toList(),
                false)));
  }

  @Override
  public String scale() {
    return "%s rows in each of %d tables".formatted(Amounts.count(rows), Shape.ALL.size());
  }

  @Override
  public List<Estimate> estimate(int rounds, Consumer<String> say) throws Exception {
    say.accept("building every second one, to learn what it costs here");
    PlanView learned = draft(Shape.half(0));
    List<Estimate> estimates = new ArrayList<>(sizes(build(learned)));
    say.accept("building the others, which nothing was learned from");
    PlanView heldOut = draft(Shape.half(1));
    List<BuildView> unknown = build(heldOut);
    estimates.addAll(sizes(unknown));
    unknown.forEach(
        built -> estimates.add(duration(built, built.planned().table().name(), HELD_OUT)));
    tables.dropIndexes();
    for (PlannedBuild planned :
        Stream.concat(learned.builds().stream(), heldOut.builds().stream())
            .filter(EstimatesSurvey::isPlain)
            .toList()) {
      estimates.addAll(temporary(planned, tables.temporaryFiles(planned)));
    }
    for (int round = 1; round <= rounds; round++) {
      say.accept("round %d of %d: planned anew and built".formatted(round, rounds));
      for (BuildView built : build(draft(Shape.ALL))) {
        estimates.add(
            duration(
                built, "%s, round %d".formatted(built.planned().table().name(), round), DURATION));
      }
      tables.dropIndexes();
    }
    return estimates;
  }

  private static Estimate duration(BuildView built, String subject, String quantity) {
    return new Estimate(
        subject,
        quantity,
        "milliseconds",
        built.planned().allocation().predictedMillis(),
        Math.max(1, built.timing().actualMillis()),
        Double.NaN);
  }

  private PlanView draft(List<Shape> shapes) {
    List<String> wanted = shapes.stream().map(shape -> shape.table().toString()).toList();
    PlanView plan = planner.draft(database, new PlanRequest(null, null, wanted));
    if (plan.builds().size() != shapes.size()) {
      throw new IllegalStateException(
          "planned %d: %s %s"
              .formatted(
                  plan.builds().size(), plan.findings().warnings(), plan.findings().refused()));
    }
    return plan;
  }

  private List<BuildView> build(PlanView plan) throws InterruptedException {
    return AppliedPlan.await(planner, plan, Duration.ofMillis(50));
  }

  private static List<Estimate> temporary(PlannedBuild planned, TemporaryFiles files) {
    String table = planned.table().name();
    long most = planned.allocation().temporaryBytes();
    long validation =
        SortMemory.validationTapeBytes(
            planned.sizing().rows(), planned.allocation().maintenanceWorkMemBytes());
    return List.of(
        new Estimate(table, "temporary", BYTES, most, files.atATime(), Double.NaN),
        new Estimate(table, "written", BYTES, most + validation, files.written(), Double.NaN));
  }

  private static boolean isPlain(PlannedBuild planned) {
    return Shape.ALL.stream()
        .filter(shape -> shape.table().equals(planned.table()))
        .allMatch(Shape::isPlain);
  }

  private static List<Estimate> sizes(List<BuildView> builds) {
    List<Estimate> sizes = new ArrayList<>();
    for (BuildView built : builds) {
      PlannedBuild.Sizing sizing = built.planned().sizing();
      SizeRange range =
          sizing.indexRange() == null
              ? new SizeRange(sizing.indexBytes(), sizing.indexBytes(), "")
              : sizing.indexRange();
      // The seed's script took an index for 65 % of its table.
      sizes.add(size(built, INDEX, sizing.indexBytes(), sizing.tableBytes() * 0.65));
      sizes.add(size(built, AT_LEAST, range.lowBytes(), Double.NaN));
      sizes.add(size(built, AT_MOST, range.highBytes(), Double.NaN));
    }
    return sizes;
  }

  private static Estimate size(BuildView built, String quantity, long bytes, double baseline) {
    return new Estimate(
        built.planned().table().name(),
        quantity,
        BYTES,
        bytes,
        built.outcome().indexBytes(),
        baseline);
  }

  @Override
  public List<Check> checks(List<Estimate> estimates) {
    List<Check> checks = new ArrayList<>();
    for (Shape shape : Shape.ALL) {
      for (Estimate estimate : estimates) {
        if (estimate.subject().equals(shape.name())
            && estimate.unit().equals(BYTES)
            && !estimate.quantity().equals(AT_LEAST)
            && !estimate.quantity().equals(AT_MOST)) {
          checks.add(
              Check.atMost(
                  "%s: error of the %s bytes".formatted(shape.name(), estimate.quantity()),
                  Math.abs(estimate.error()),
                  estimate.quantity().equals(INDEX) ? shape.indexError() : 0.05));
        }
      }
    }
    List<Estimate> sizes =
        estimates.stream().filter(estimate -> estimate.quantity().equals(INDEX)).toList();
    long unusual = sizes.stream().filter(size -> Math.abs(size.error()) > Shape.USUAL).count();
    long outside =
        estimates.stream()
            .filter(
                estimate ->
                    estimate.quantity().equals(AT_LEAST) && estimate.error() > 0
                        || estimate.quantity().equals(AT_MOST) && estimate.error() < 0)
            .count();
    checks.add(
        Check.atMost(
            "share of the sizes that are off by more than 15 %",
            (double) unusual / Math.max(1, sizes.size()), 0.1));
    checks.add(
        Check.atMost(
            "the size that is most too small",
            sizes.stream().mapToDouble(size -> -size.error()).max().orElse(1),
            0.3));
    checks.add(Check.atMost("sizes outside of their ranges", outside, 0));
    checks.add(
        Check.atMost(
            "median error of a duration, each table calibrated by itself",
            medianError(estimates, DURATION),
            0.20));
    checks.add(
        Check.atMost(
            "median error of a duration, calibrated by other tables",
            medianError(estimates, HELD_OUT),
            // Of types and shapes never built here: an estimate, not a repeated measurement.
            0.50));
    return checks;
  }

  private static double medianError(List<Estimate> estimates, String quantity) {
    return Statistics.median(
        estimates.stream()
            .filter(estimate -> estimate.quantity().equals(quantity))
            .map(estimate -> Math.abs(estimate.error()))
            .toList());
  }
}
