package dev.plimsoll.planner.loadline;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.LoadLineView;
import dev.plimsoll.contracts.plan.LoadLineView.Limit;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.database.LoadLineEntity;
import dev.plimsoll.planner.database.PlannerConfig;
import dev.plimsoll.planner.dispatch.DispatchSnapshot;
import dev.plimsoll.planner.dispatch.DispatchSnapshotReader;
import dev.plimsoll.planner.loadline.PeakForecast.Peak;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;
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
    Peak peak = snapshot == null ? Peak.NONE : PeakForecast.of(snapshot, database.strategy());
    Capacity capacity = line.capacity();
    return new LoadLineView(
        name,
        clock.instant(),
        database.pausedBy() != null,
        List.of(
            new Limit(
                "memory",
                "bytes",
                capacity.memoryBytes(),
                capacity.memoryBytes() - line.freeMemoryBytes(),
                peak.memoryBytes()),
            new Limit(
                "workers",
                "count",
                capacity.parallelWorkers(),
                capacity.parallelWorkers() - line.freeParallelWorkers(),
                peak.workers()),
            new Limit(
                "cores",
                "millicores",
                1_000L * capacity.cores(),
                1_000L * capacity.cores() - line.freeMilliCores(),
                peak.milliCores()),
            new Limit(
                "temporary disk",
                "bytes",
                capacity.temporaryBytes(),
                capacity.temporaryBytes() - line.freeTemporaryBytes(),
                peak.temporaryBytes()),
            new Limit(
                "disk",
                "bytes",
                capacity.diskBytes(),
                capacity.diskBytes() - line.freeDiskBytes(),
                peak.diskBytes()),
            new Limit(
                "WAL rate",
                "bytes per second",
                capacity.walBytesPerSecond(),
                line.usedWalBytesPerSecond(),
                peak.walBytesPerSecond())),
        gate.ask(databases.question(database)).verdicts());
  }
}
