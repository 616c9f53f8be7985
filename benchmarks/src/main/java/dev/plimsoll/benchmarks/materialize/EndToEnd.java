package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.builds.BuildYard;
import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Producers append files side by side, a transaction each, while workers give offsets; over when
/// every batch has its offset. The same files each time.
final class EndToEnd implements Work {
  static final String WAL_PER_EVENT = "walBytesAnEvent";
  static final String CPU_PER_EVENT = "cpuMicrosAnEvent";
  static final String DEAD_ROWS = "deadRows";

  private static final double MICROS = 1e6;

  private final BuildYard yard;
  private final ServerMeter meter;
  private final Sequencer sequencer;
  private final Scenario scenario;
  private final long events;
  private List<List<AppendedFile>> files = List.of();

  /// @param events of all producers together, at least
  EndToEnd(BuildYard yard, ServerMeter meter, Sequencer sequencer, Scenario scenario, long events) {
    this.yard = yard;
    this.meter = meter;
    this.sequencer = sequencer;
    this.scenario = scenario;
    this.events = events;
  }

  @Override
  public void prepare() throws SQLException {
    try (Sessions sessions = new Sessions(yard::open, sequencer.schema())) {
      // The probe has a partition of its own.
      sequencer.create(sessions.open(), scenario.partitions() + 1, scenario.history());
    }
    files = new ArrayList<>();
    for (int producer = 0; producer < Scenario.PRODUCERS; producer++) {
      Traffic traffic = new Traffic(producer, 0, scenario.partitions(), scenario.batchesPerFile());
      List<AppendedFile> own = new ArrayList<>();
      for (long left = events / Scenario.PRODUCERS; left > 0; left -= scenario.batchesPerFile()) {
        own.add(traffic.next());
      }
      files.add(own);
    }
    meter.settle();
  }

  @Override
  public Done run() throws Exception {
    Latencies latencies = new Latencies();
    try (Sessions sessions = new Sessions(yard::open, sequencer.schema())) {
      if (scenario.heldSnapshot()) {
        sessions.holdSnapshot();
      }
      Crew crew = new Crew(sequencer, scenario, latencies, sessions);
      meter.begin();
      long began = System.nanoTime();
      Crew.Appended appended = crew.run(files);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      files = List.of(); // all the others have theirs to keep in memory
      Map<String, Double> figures = new HashMap<>();
      figures.put(WAL_PER_EVENT, meter.walBytes() / appended.batches());
      figures.put(CPU_PER_EVENT, meter.cpuSeconds() * MICROS / appended.batches());
      figures.put(DEAD_ROWS, meter.deadRows(sequencer.schema()));
      latencies.putInto(figures);
      requireAll(sessions.open(), appended.records());
      return new Done(appended.batches(), took, figures);
    }
  }

  private void requireAll(Connection connection, long records) throws SQLException {
    long found = sequencer.recordsWithOffsets(connection, scenario.history());
    if (found != records) {
      throw new IllegalStateException(
          "%s: %d records have offsets of %d that were appended"
              .formatted(sequencer.schema(), found, records));
    }
  }
}
