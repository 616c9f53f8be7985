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

/// Everything that a strategy looks at when something has changed.
///
/// @param jobs of the plan, whatever has become of them
/// @param costs as known by now
/// @param now after the plan's start
/// @param finished ids of jobs that have ended well
/// @param held ids of jobs that may not start now: paused, waiting for their next attempt, failed
/// @param running whatever takes part of the load line now, other plans' builds on this database
///     included
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
    // Looked up for each job at each change: numbers as texts lie close together in Set.copyOf,
    // which
    // makes every look-up a walk.
    finished = Collections.unmodifiableSet(new HashSet<>(finished));
    held = Collections.unmodifiableSet(new HashSet<>(held));
    running = List.copyOf(running);
  }

  /// Neither ended nor under way nor held.
  public List<Job> waiting() {
    Set<String> under =
        running.stream().map(running -> running.job().id()).collect(Collectors.toSet());
    return jobs.stream()
        .filter(job -> !finished.contains(job.id()))
        .filter(job -> !held.contains(job.id()) && !under.contains(job.id()))
        .toList();
  }

  /// Waiting for nothing but room.
  public List<Job> ready() {
    return waiting().stream().filter(job -> finished.containsAll(job.blockedBy())).toList();
  }

  /// A build to be started now.
  ///
  /// @param option workers that PostgreSQL will be asked for, memory, and what follows from them
  /// @param reasoning why these, in words that can stand in a sentence
  public record Start(Job job, BuildOption option, Lane lane, String reasoning) {}

  /// A build under way, which keeps what it was given until it ends.
  ///
  /// @param start after the plan's start
  /// @param sorted its scan and sort are behind it: its workers have left, and one process goes on
  /// @param asleep that process waits for old snapshots, and keeps no core busy
  public record Running(
      Job job, BuildOption option, Lane lane, Duration start, boolean sorted, boolean asleep) {}
}
