package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.harness.Arrivals;
import dev.plimsoll.benchmarks.harness.Latencies;
import dev.plimsoll.benchmarks.harness.MeasuredCapacity.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Open loop: files come when they are due, whatever became of those before. Latency counts from
/// the due time, so that a stall makes all files of that time late.
final class OpenLoop implements Load {
  /// Enough producers that a file seldom waits for the one before.
  static final int PRODUCERS = 16;

  static final String VISIBLE = "visible";
  static final String ACKNOWLEDGED = "acknowledged";
  static final String OFFERED = "offeredASecond";

  private static final Duration BETWEEN_PROBES = Duration.ofMillis(10);
  private static final Duration WARM = Duration.ofSeconds(2);

  private final Rate rate;
  private final Duration lasting;
  private final Latencies acknowledged = new Latencies();
  private final Latencies visible = new Latencies();
  private List<Arrivals> arrivals = List.of();
  private Arrivals probes = Arrivals.every(BETWEEN_PROBES, Duration.ZERO);
  private double offered;
  private boolean warming;
  private int turns;

  /// @param lasting length of a run, except the warm-up
  OpenLoop(Rate rate, Duration lasting) {
    this.rate = rate;
    this.lasting = lasting;
  }

  @Override
  public int producers() {
    return PRODUCERS;
  }

  @Override
  public List<List<GeneratedFile>> files(Scenario scenario, boolean warmUp) throws Exception {
    warming = warmUp;
    offered = rate.perSecond();
    Duration time = warmUp && WARM.compareTo(lasting) < 0 ? WARM : lasting;
    probes = Arrivals.every(BETWEEN_PROBES, time);
    arrivals = new ArrayList<>();
    int[] each = new int[PRODUCERS];
    turns++;
    for (int producer = 0; producer < PRODUCERS; producer++) {
      Arrivals own =
          Arrivals.atRandom(
              offered / scenario.batchesPerFile() / PRODUCERS,
              time,
              20_260_101 + (long) turns * PRODUCERS + producer);
      arrivals.add(own);
      each[producer] = own.count();
    }
    return Load.files(scenario, each);
  }

  @Override
  public Ran run(RunThreads crew, List<List<GeneratedFile>> files, Begin begin) throws Exception {
    Latencies ownAcknowledged = new Latencies();
    Latencies ownVisible = new Latencies();
    begin.now();
    long began = System.nanoTime();
    RunThreads.Appended appended =
        crew.runOpen(files, arrivals, probes, ownAcknowledged, ownVisible);
    Map<String, Double> figures = new HashMap<>();
    figures.put(OFFERED, offered);
    ownAcknowledged.putInto(figures, ACKNOWLEDGED);
    ownVisible.putInto(figures, VISIBLE);
    if (!warming) {
      acknowledged.addAll(ownAcknowledged);
      visible.addAll(ownVisible);
    }
    return new Ran(appended, appended.since(began), figures);
  }

  /// Latencies of all runs but warm-ups together: medians of three runs would hide a stall in one.
  Latencies visible() {
    return visible;
  }

  /// Latencies until an append returned; none where it returns offsets.
  Latencies acknowledged() {
    return acknowledged;
  }

  double offered() {
    return offered;
  }
}
