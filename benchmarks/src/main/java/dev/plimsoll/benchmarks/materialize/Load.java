package dev.plimsoll.benchmarks.materialize;

import java.time.Duration;
import java.util.ArrayList;
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
      Traffic traffic = new Traffic(producer, 0, scenario.partitions(), scenario.batchesPerFile());
      List<GeneratedFile> own = new ArrayList<>();
      for (int i = 0; i < each[producer]; i++) {
        own.add(traffic.next());
      }
      files.add(own);
    }
    return files;
  }
}
