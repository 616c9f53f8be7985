package dev.plimsoll.benchmarks.materialize;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Producers that append as fast as they can: the next file as soon as the one before is durable.
/// Over when every batch has its offset. It says how much is done in a time, and nothing about how
/// long anybody waits.
///
/// @param events of all producers together, at least, in files of fifty; of smaller files as many
///     are sent
record ClosedLoop(long events) implements Load {
  static final int PRODUCERS = 4;

  private static final int BATCHES_PER_FILE = 50;

  @Override
  public int producers() {
    return PRODUCERS;
  }

  @Override
  public List<List<GeneratedFile>> files(Scenario scenario, boolean warmUp) {
    int[] each = new int[PRODUCERS];
    Arrays.fill(each, (int) Math.ceilDiv(events, PRODUCERS * BATCHES_PER_FILE));
    return Load.files(scenario, each);
  }

  @Override
  public Ran run(RunThreads crew, List<List<GeneratedFile>> files, Begin begin) throws Exception {
    begin.now();
    long began = System.nanoTime();
    RunThreads.Appended appended = crew.run(files);
    return new Ran(appended, appended.since(began), Map.of());
  }
}
