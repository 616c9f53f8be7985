package dev.plimsoll.planning.simulation;

import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.LowerBound;
import dev.plimsoll.planning.schedule.Machine;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildWork;
import java.util.List;
import java.util.Map;

/// The real costs of builds and the real machine, whatever the plan believes.
///
/// @param cores that runnable processes share evenly
/// @param poolWorkers first come, first served, in silence: a build that asks for three may get
///     none
/// @param diskBytesPerSecond shared fairly; 0 where the disk is not the limit
/// @param costs of a row
/// @param factors by job id: a build that costs twice as much has 2; 1 where absent
public record RealCosts(
    int cores,
    int poolWorkers,
    long diskBytesPerSecond,
    BuildCosts costs,
    Map<String, Double> factors) {
  public RealCosts {
    factors = Map.copyOf(factors);
    if (cores < 1 || poolWorkers < 0 || diskBytesPerSecond < 0) {
      throw new IllegalArgumentException("1 core or more, 0 or more of the rest");
    }
  }

  /// Everything is as the plan believes.
  public static RealCosts asPredicted(Machine machine, BuildCosts costs) {
    return new RealCosts(
        machine.capacity().cores(),
        machine.serverWorkers(),
        machine.diskBytesPerSecond(),
        costs,
        Map.of());
  }

  BuildWork work(Job job) {
    return job.work().times(factors.getOrDefault(job.id(), 1.0));
  }

  /// What nobody could do better, had they known.
  LowerBound lowerBound(List<Job> jobs, Machine machine) {
    List<Job> real =
        jobs.stream()
            .map(
                job -> new Job(job.id(), job.table(), work(job), job.unsafePeer(), job.blockedBy()))
            .toList();
    return LowerBound.of(real, machine.withDisk(diskBytesPerSecond), costs);
  }
}
