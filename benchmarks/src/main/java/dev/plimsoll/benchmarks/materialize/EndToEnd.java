package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.builds.BuildYard;
import dev.plimsoll.benchmarks.harness.Contender.Done;
import dev.plimsoll.benchmarks.harness.Contender.Work;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Producers append files side by side while workers give offsets; over when every batch has its
/// offset. Tables are made anew each time.
final class EndToEnd implements Work {
  static final String WAL_PER_EVENT = "walBytesAnEvent";
  static final String CPU_PER_EVENT = "cpuMicrosAnEvent";
  static final String DEAD_ROWS = "deadRows";

  /// Records that were appended and have no offset, or that have one and were not.
  static final String ASTRAY = "recordsAstray";

  private static final double MICROS = 1e6;

  private final BuildYard yard;
  private final ServerMeter meter;
  private final Sequencer sequencer;
  private final Scenario scenario;
  private final Load load;
  private int warmUps;
  private List<List<GeneratedFile>> files = List.of();

  /// @param warmUps runs at the beginning of which nothing will be quoted
  EndToEnd(
      BuildYard yard,
      ServerMeter meter,
      Sequencer sequencer,
      Scenario scenario,
      Load load,
      int warmUps) {
    this.yard = yard;
    this.meter = meter;
    this.sequencer = sequencer;
    this.scenario = scenario;
    this.load = load;
    this.warmUps = warmUps;
  }

  @Override
  public void prepare() throws Exception {
    files = load.files(scenario, warmUps-- > 0);
    try (RunSessions sessions = new RunSessions(yard::open, sequencer.schema())) {
      // The probe has a partition of its own.
      sequencer.create(sessions.open(), scenario.partitions() + 1, scenario.history());
    }
    meter.settle();
  }

  @Override
  public Done run() throws Exception {
    try (RunSessions sessions = new RunSessions(yard::open, sequencer.schema())) {
      if (scenario.heldSnapshot()) {
        sessions.holdSnapshot();
      }
      RunThreads crew = new RunThreads(sequencer, scenario, load.producers(), sessions);
      Load.Ran ran = load.run(crew, files, meter::begin);
      files = List.of(); // all the others have theirs to keep in memory
      RunThreads.Appended appended = ran.appended();
      Map<String, Double> figures = new HashMap<>(ran.figures());
      figures.put(WAL_PER_EVENT, meter.walBytes() / appended.batches());
      figures.put(CPU_PER_EVENT, meter.cpuSeconds() * MICROS / appended.batches());
      figures.put(DEAD_ROWS, meter.deadRows(sequencer.schema()));
      // Holes and overlaps are thrown: nothing that was measured with them is worth a look.
      long found = sequencer.recordsWithOffsets(sessions.open(), scenario.history());
      figures.put(ASTRAY, (double) Math.abs(found - appended.records()));
      return new Done(appended.batches(), ran.took(), figures);
    }
  }
}
