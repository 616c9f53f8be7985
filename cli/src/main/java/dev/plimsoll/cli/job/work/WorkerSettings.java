package dev.plimsoll.cli.job.work;

import dev.plimsoll.contracts.job.ClaimRequest.Order;
import dev.plimsoll.contracts.job.JobNeeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// What a worker offers, and how it works.
///
/// @param all what it has
/// @param most jobs at once, 1 to 100
/// @param folder of the jobs' outputs
/// @param poll between two looks for ready jobs
/// @param drain whether it ends when nothing is ready and nothing runs
/// @param grace that running jobs have to end by themselves when the worker is stopped; null for as
///     long as they take
public record WorkerSettings(
    String name,
    String lane,
    JobNeeds all,
    Order order,
    int most,
    Path folder,
    Duration poll,
    boolean drain,
    @Nullable Duration grace) {
  private static final double MILLI = 1_000.0;

  /// What jobs leave of it; nothing where they take more.
  JobNeeds free(Collection<JobNeeds> taken) {
    double cores = all.cores() - taken.stream().mapToDouble(JobNeeds::cores).sum();
    long memory = all.memoryBytes() - taken.stream().mapToLong(JobNeeds::memoryBytes).sum();
    int gpus = all.gpus() - taken.stream().mapToInt(JobNeeds::gpus).sum();
    long disk = all.diskBytes() - taken.stream().mapToLong(JobNeeds::diskBytes).sum();
    return new JobNeeds(
        Math.max(0, Math.round(cores * MILLI) / MILLI),
        Math.max(0, memory),
        Math.max(0, gpus),
        Math.max(0, disk),
        all.runtime());
  }
}
