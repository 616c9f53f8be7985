package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildOption;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The situation that a strategy decides on.
///
/// @param jobs of the plan, in any state
/// @param now after the plan's start
/// @param finished ids of succeeded jobs
/// @param held ids of jobs that may not start now: paused, failed, waiting for the next attempt
/// @param running builds on this database, of other plans too
public record SchedulerState(
    List<Job> jobs,
    Machine machine,
    BuildCosts costs,
    Duration now,
    Set<String> finished,
    Set<String> held,
    List<Running> running) {
  public SchedulerState {
    jobs = List.copyOf(jobs);
    // Looked up for each job at each change. Set.copyOf clusters the ids, so look-ups would be
    // slow.
    finished = Collections.unmodifiableSet(new HashSet<>(finished));
    held = Collections.unmodifiableSet(new HashSet<>(held));
    running = List.copyOf(running);
  }

  public List<Job> waiting() {
    Set<String> under =
        running.stream().map(running -> running.job().id()).collect(Collectors.toSet());
    return jobs.stream()
        .filter(job -> !finished.contains(job.id()))
        .filter(job -> !held.contains(job.id()) && !under.contains(job.id()))
        .toList();
  }

  public List<Job> ready() {
    return waiting().stream().filter(job -> finished.containsAll(job.blockedBy())).toList();
  }

  /// A build to be started now.
  ///
  /// @param reasoning in words for a sentence
  public record Start(Job job, BuildOption option, Lane lane, String reasoning) {}

  /// A running build, which keeps its option to its end.
  ///
  /// @param start after the plan's start
  /// @param sorted whether its sort has ended, so that one process is left
  /// @param asleep whether that process waits for old snapshots, without a core
  public record Running(
      Job job, BuildOption option, Lane lane, Duration start, boolean sorted, boolean asleep) {}
}
