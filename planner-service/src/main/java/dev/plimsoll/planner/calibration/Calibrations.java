package dev.plimsoll.planner.calibration;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.PhaseTimes;
import dev.plimsoll.contracts.plan.CalibrationView;
import dev.plimsoll.contracts.plan.CalibrationView.KeyCost;
import dev.plimsoll.contracts.plan.PlannedBuild.Allocation;
import dev.plimsoll.planner.build.BuildEntity;
import dev.plimsoll.planner.build.CalibrationListener;
import dev.plimsoll.planner.dispatch.SizedBuild;
import dev.plimsoll.planner.observation.ObservationLog;
import dev.plimsoll.planning.calibration.BuildObservation;
import dev.plimsoll.planning.calibration.Calibration;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildCosts.Phases;
import dev.plimsoll.planning.sizing.BuildCosts.RowCost;
import dev.plimsoll.planning.sizing.KeyKind;
import dev.plimsoll.planning.sizing.KeyShape;
import dev.plimsoll.planning.sizing.VectorGraph;
import dev.plimsoll.planning.sizing.VectorLists;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Calibrations learned from finished builds and pilots. In the caller's transaction.
@ApplicationScoped
public class Calibrations implements CalibrationListener {
  private static final PhaseTimes UNSEEN = new PhaseTimes(-1, -1, -1, -1);

  private final Session entities;

  public Calibrations(Session entities) {
    this.entities = entities;
  }

  @Override
  public void learn(BuildEntity build, BuildEvent.Succeeded event) {
    SizedBuild sized = build.sized();
    // Without a build time the index existed already.
    if (sized.work().hasKnownCost() && event.timing().create().isPositive()) {
      remember(build.database(), build.id(), observation(sized, event));
    }
  }

  private static BuildObservation observation(SizedBuild sized, BuildEvent.Succeeded event) {
    Allocation allocation = sized.planned().allocation();
    KeyShape key = sized.work().key();
    PhaseTimes phases = Objects.requireNonNullElse(event.timing().phases(), UNSEEN);
    long waited = Math.max(0, phases.waitMillis());
    int workers = event.usage().workersLaunched();
    BuildObservation sort =
        new BuildObservation(
            key.kind(),
            key.rows(),
            workers < 0 ? allocation.parallelWorkers() : workers,
            sized.passes(),
            Math.max(0, phases.sortMillis()),
            Math.max(0, phases.loadMillis()),
            Math.max(0, phases.validationMillis()),
            allocation.predictedMillis(),
            Math.max(0, event.timing().create().toMillis() - waited));
    return sort.of(sized.work(), allocation.maintenanceWorkMemBytes());
  }

  /// @param build null for a pilot
  void remember(String database, @Nullable UUID build, BuildObservation seen) {
    entities.doWork(connection -> ObservationLog.add(connection, database, build, seen));
  }

  public Calibration of(String database) {
    return entities.doReturningWork(connection -> ObservationLog.read(connection, database));
  }

  public BuildCosts costs(String database, double machineFactor) {
    return of(database).costs(machineFactor);
  }

  /// Median error of the predictions, in percent; -1 before the first build has ended.
  public double errorPercent(String database) {
    return errorPercent(of(database));
  }

  private static double errorPercent(Calibration calibration) {
    OptionalDouble error = calibration.error();
    return error.isEmpty() ? -1 : Math.round(1_000 * error.getAsDouble()) / 10.0;
  }

  public CalibrationView view(String database, double machineFactor) {
    Calibration calibration = of(database);
    BuildCosts costs = calibration.costs(machineFactor);
    List<KeyCost> byKind =
        Stream.concat(
                Arrays.stream(KeyKind.values()).map(kind -> cost(calibration, costs, kind)),
                Stream.of(graphCost(calibration, costs), listsCost(calibration, costs)))
            .toList();
    double fixed = Math.round(10 * costs.fixedMillis() * machineFactor) / 10.0;
    return new CalibrationView(database, errorPercent(calibration), fixed, byKind);
  }

  private static KeyCost cost(Calibration calibration, BuildCosts costs, KeyKind kind) {
    RowCost row = costs.of(kind);
    double factor = costs.machineFactor();
    return new KeyCost(
        kind.words(),
        micros(row.sort() * factor),
        micros(row.serial() * factor),
        micros(row.validation() * factor),
        (int) calibration.builds(kind));
  }

  /// Of a vector of the usual graph, one that fits in memory.
  private static KeyCost graphCost(Calibration calibration, BuildCosts costs) {
    VectorGraph usual = VectorGraph.USUAL;
    Phases rows = costs.phases(KeyKind.OTHER, usual.vectors(), 0, 0);
    return cost(
        String.format(
            Locale.ROOT,
            "HNSW, %,d vectors of %d dimensions",
            usual.vectors(),
            usual.width().dimensions()),
        usual.phases(rows, costs, 0, usual.memoryBytes(0)),
        usual.vectors(),
        calibration.builtGraphs());
  }

  /// Of a vector in the usual lists.
  private static KeyCost listsCost(Calibration calibration, BuildCosts costs) {
    VectorLists usual = VectorLists.USUAL;
    return cost(
        String.format(
            Locale.ROOT,
            "IVFFlat, %,d vectors of %d dimensions in %d lists",
            usual.vectors(),
            usual.width().dimensions(),
            usual.lists()),
        usual.phases(costs.phases(KeyKind.OTHER, usual.vectors(), 0, 0), costs),
        usual.vectors(),
        calibration.builtLists());
  }

  private static KeyCost cost(String name, Phases phases, long vectors, long builds) {
    double perVector = 1_000.0 / vectors;
    return new KeyCost(
        name,
        micros(phases.sort() * perVector),
        micros(phases.serial() * perVector),
        micros(phases.validation() * perVector),
        (int) builds);
  }

  private static double micros(double micros) {
    return Math.round(10_000 * micros) / 10_000.0;
  }
}
