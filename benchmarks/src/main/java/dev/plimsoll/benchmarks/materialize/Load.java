package dev.plimsoll.benchmarks.materialize;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Load of a run: which files are appended, and when.
interface Load {
  /// Number of producers that append side by side.
  int producers();

  /// Files of each producer, made before the run so as not to slow it down.
  ///
  /// @param warmUp the run is not quoted: it may be short
  List<List<GeneratedFile>> files(Scenario scenario, boolean warmUp) throws Exception;

  /// Result of a run.
  ///
  /// @param figures beside those of every run
  record Ran(RunThreads.Appended appended, Duration took, Map<String, Double> figures) {}

  /// @param begin called when measuring begins
  Ran run(RunThreads crew, List<List<GeneratedFile>> files, Begin begin) throws Exception;

  @FunctionalInterface
  interface Begin {
    void now() throws Exception;
  }

  /// Files, the same each time.
  ///
  /// @param each number of files of each producer
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

  /// Closed loop: each file follows when the one before is durable, until every batch has its
  /// offset. It measures throughput, not latency.
  ///
  /// @param events of all producers together, at least, in files of fifty; of smaller files as many
  ///     are sent
  record ClosedLoop(long events) implements Load {
    static final int PRODUCERS = 4;

    @Override
    public int producers() {
      return PRODUCERS;
    }

    @Override
    public List<List<GeneratedFile>> files(Scenario scenario, boolean warmUp) {
      int[] each = new int[PRODUCERS];
      Arrays.fill(each, (int) Math.ceilDiv(events, PRODUCERS * 50));
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

  /// Backlog that is appended before the workers begin: the rate of giving offsets alone.
  ///
  /// @param events that wait, at least
  record BacklogDrain(long events) implements Load {

    @Override
    public int producers() {
      return ClosedLoop.PRODUCERS;
    }

    @Override
    public List<List<GeneratedFile>> files(Scenario scenario, boolean warmUp) {
      return new ClosedLoop(warmUp ? Math.min(events, 100_000) : events).files(scenario, warmUp);
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
