package dev.plimsoll.planner.loadline;

import dev.plimsoll.contracts.plan.LoadLineView;
import dev.plimsoll.contracts.plan.LoadLineView.Limit;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.database.LoadLineEntity;
import dev.plimsoll.planner.database.PlannerConfig;
import dev.plimsoll.planner.database.Resources;
import dev.plimsoll.planner.dispatch.DispatchSnapshot;
import dev.plimsoll.planner.dispatch.DispatchSnapshotReader;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
import java.util.function.ToLongFunction;
import org.hibernate.Session;

/// Shows a load line.
@ApplicationScoped
public class LoadLines {
  private final Databases databases;
  private final DispatchSnapshotReader reader;
  private final AdmissionGate gate;
  private final Session entities;
  private final Clock clock;

  public LoadLines(
      Databases databases,
      PlannerConfig config,
      AdmissionGate gate,
      Session entities,
      Clock clock) {
    this.databases = databases;
    this.reader = new DispatchSnapshotReader(config.machineFactor());
    this.gate = gate;
    this.entities = entities;
    this.clock = clock;
  }

  /// @throws PlimsollException NOT_FOUND
  @Transactional
  public LoadLineView view(String name) {
    DatabaseEntity database = databases.named(name);
    LoadLineEntity line = databases.loadLine(name);
    DispatchSnapshot snapshot =
        entities.doReturningWork(connection -> reader.read(connection, name));
    Resources peak =
        snapshot == null ? Resources.NONE : PeakForecast.of(snapshot, database.strategy());
    return new LoadLineView(
        name,
        clock.instant(),
        database.pausedBy() != null,
        List.of(
            limit("memory", "bytes", Resources::memoryBytes, line, peak),
            limit("workers", "count", Resources::parallelWorkers, line, peak),
            limit("cores", "millicores", Resources::milliCores, line, peak),
            limit("temporary disk", "bytes", Resources::temporaryBytes, line, peak),
            limit("disk", "bytes", Resources::diskBytes, line, peak),
            limit("WAL rate", "bytes per second", Resources::walBytesPerSecond, line, peak)),
        gate.ask(databases.question(database)).verdicts());
  }

  private static Limit limit(
      String name, String unit, ToLongFunction<Resources> of, LoadLineEntity line, Resources peak) {
    return new Limit(
        name,
        unit,
        of.applyAsLong(line.limit()),
        of.applyAsLong(line.used()),
        of.applyAsLong(peak));
  }
}
