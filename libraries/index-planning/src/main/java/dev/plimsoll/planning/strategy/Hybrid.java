package dev.plimsoll.planning.strategy;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.schedule.SchedulerState.Running;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.SizeText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hybrid scheduling with a memory fraction: tables above 50 GB alone with one worker, those of 10
/// to 50 GB two at a time with two, smaller ones four at a time with four. Each build has 75 % of
/// the memory over its workers.
///
/// A semaphore of four permits: a large build takes all, a medium one two, a small one a single
/// permit. So their memory adds up to 75 %.
///
/// The machine's memory is the load line's, since no other is known; 25 % of it stay free.
final class Hybrid extends ListStrategy {
  private static final long GB = 1L << 30;
  private static final int PERMITS = 4;
  private static final double AVAILABLE = 0.75;

  private static final String MOST = "max_concurrent_builds";
  private static final String RESERVE = "reserve";

  private final long shrink;
  private final int most;
  private final double available;

  Hybrid(StrategyText text) {
    super(
        text.of("hybrid"),
        "tables above 50 GB alone with 1 worker, to 10 GB two at a time with 2, smaller ones four at"
            + " a time with 4; 75 % of the memory over the workers each",
        false);
    this.shrink = text.shrink();
    this.most = text.get(MOST, PERMITS);
    this.available = 1 - text.get(RESERVE, 1 - AVAILABLE);
  }

  /// A strategy by text; null for unknown settings. Its sizes are divided by `shrink`, for a small
  /// copy of a large database.
  static @Nullable Hybrid of(StrategyText text) {
    boolean sound =
        text.sets(MOST, RESERVE) && text.isWhole(List.of(MOST)) && text.get(RESERVE, 0.0) < 1;
    return sound ? new Hybrid(text) : null;
  }

  @Override
  Lane lane(Job job, BuildOption option, Machine machine) {
    return laneOf(job);
  }

  private Lane laneOf(Job job) {
    long bytes = job.work().heapBytes() * shrink;
    return bytes > 50 * GB ? Lane.LARGE : bytes > 10 * GB ? Lane.MEDIUM : Lane.SMALL;
  }

  private static int workers(Lane lane) {
    return switch (lane) {
      case LARGE -> 1;
      case MEDIUM -> 2;
      case SMALL -> 4;
    };
  }

  @Override
  Wish wish(Job job, Machine machine) {
    Lane lane = laneOf(job);
    int workers = workers(lane);
    long memory = (long) (machine.capacity().memoryBytes() * available / workers);
    return new Wish(
        workers,
        memory,
        "a table of %s is %s: %d %% of %s over %d"
            .formatted(
                SizeText.bytes(job.work().heapBytes()),
                lane.value(),
                Math.round(100 * available),
                SizeText.bytes(machine.capacity().memoryBytes()),
                workers));
  }

  @Override
  boolean besides(Job job, List<Running> running) {
    int taken = running.stream().mapToInt(other -> permits(other.job())).sum();
    return taken + permits(job) <= PERMITS && running.size() < most;
  }

  private int permits(Job job) {
    return PERMITS / workers(laneOf(job));
  }
}
