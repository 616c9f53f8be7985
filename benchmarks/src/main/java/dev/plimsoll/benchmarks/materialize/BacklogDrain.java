package dev.plimsoll.benchmarks.materialize;

import java.util.List;
import java.util.Map;

/// Batches that wait, for which nobody has worked, until the workers begin: how fast they get their
/// offsets, once nothing else is done.
///
/// @param events that wait, at least
record BacklogDrain(long events) implements Load {
  private static final long WARM = 100_000;

  @Override
  public int producers() {
    return ClosedLoop.PRODUCERS;
  }

  @Override
  public List<List<GeneratedFile>> files(Scenario scenario, boolean warmUp) {
    return new ClosedLoop(warmUp ? Math.min(events, WARM) : events).files(scenario, warmUp);
  }

  @Override
  public Ran run(RunThreads crew, List<List<GeneratedFile>> files, Begin begin) throws Exception {
    crew.appendAll(files);
    begin.now();
    long began = System.nanoTime();
    RunThreads.Appended appended = crew.run(List.of());
    return new Ran(appended, appended.since(began), Map.of());
  }
}
