package dev.plimsoll.cli.job.work;

import dev.plimsoll.contracts.job.ClaimRequest.Order;
import dev.plimsoll.contracts.job.JobNeeds;
import java.nio.file.Path;
import java.time.Duration;
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
    @Nullable Duration grace) {}
