package dev.plimsoll.benchmarks.materialize;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What is appended in a run, and when.
interface Load {
  /// That append side by side.
  int producers();

  /// Those of each producer; made before the run, which is then not slowed down by it.
  ///
  /// @param warmUp nothing of the run will be quoted: it may be short
  List<List<GeneratedFile>> files(Scenario scenario, boolean warmUp) throws Exception;

  /// What a run came to.
  ///
  /// @param took of what is measured
  /// @param figures beside those that every run has
  record Ran(RunThreads.Appended appended, Duration took, Map<String, Double> figures) {}

  /// @param files from [#files]
  /// @param begin to be called when what is measured begins
  Ran run(RunThreads crew, List<List<GeneratedFile>> files, Begin begin) throws Exception;

  @FunctionalInterface
  interface Begin {
    void now() throws Exception;
  }

  /// The same files each time.
  ///
  /// @param each how many of each producer
  static List<List<GeneratedFile>> files(Scenario scenario, int[] each) {
    List<List<GeneratedFile>> files = new ArrayList<>();
    for (int producer = 0; producer < each.length; producer++) {
      GeneratedFile.Traffic traffic =
          new GeneratedFile.Traffic(producer, 0, scenario.partitions(), scenario.batchesPerFile());
      List<GeneratedFile> own = new ArrayList<>();
      for (int i = 0; i < each[producer]; i++) {
        own.add(traffic.next());
      }
      files.add(own);
    }
    return files;
  }

  /// Producers that append as fast as they can: the next file as soon as the one before is durable.
  /// Over when every batch has its offset. It says how much is done in a time, and nothing about
  // how
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

  /// Batches that wait, for which nobody has worked, until the workers begin: how fast they get
  // their
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
}
