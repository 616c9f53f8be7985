package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.sizing.BuildCosts;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.BuildSizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// A lower bound of the makespan: CPU seconds over cores, bytes over the disk's bandwidth, or the
/// longest build with its best number of workers (builds of one table or of a chain count as one).
/// Builds that run alone come on top.
///
/// @param words its cause, for people
public record LowerBound(Duration atLeast, By by, String words) {

  public enum By {
    NOTHING,
    CPU,
    DISK,
    LONGEST_BUILD
  }

  private static final double NANOS = 1e9;

  public static LowerBound of(List<Job> jobs, Machine machine, BuildCosts costs) {
    if (jobs.isEmpty()) {
      return new LowerBound(Duration.ZERO, By.NOTHING, "nothing to build");
    }
    BuildSizer sizer = machine.sizer(costs);
    Map<String, Double> shortest = new HashMap<>();
    double cpu = 0;
    double bytes = 0;
    double alone = 0;
    for (Job job : jobs) {
      Least least = least(job, sizer, machine.capacity().limits().diskBytesPerSecond());
      shortest.put(job.id(), least.seconds());
      if (job.unsafePeer()) {
        alone += least.seconds();
      } else {
        cpu += least.cpuSeconds();
        bytes += least.diskBytes();
      }
    }
    double byCores = cpu / machine.capacity().cores();
    double byDisk =
        machine.capacity().limits().diskBytesPerSecond() == 0
            ? 0
            : bytes / machine.capacity().limits().diskBytesPerSecond();
    List<Job> together = jobs.stream().filter(job -> !job.unsafePeer()).toList();
    Chain longest = longest(together, shortest);
    double bound = Math.max(longest.seconds(), Math.max(byCores, byDisk));
    By by = byCores >= bound ? By.CPU : byDisk >= bound ? By.DISK : By.LONGEST_BUILD;
    Duration atLeast = Duration.ofNanos(Math.round((bound + alone) * NANOS));
    return new LowerBound(atLeast, by, words(by, machine, longest, alone));
  }

  private static String words(By by, Machine machine, Chain longest, double alone) {
    int cores = machine.capacity().cores();
    String words =
        switch (by) {
          case NOTHING -> "nothing to build";
          case CPU -> "CPU: " + cores + (cores == 1 ? " core" : " cores");
          case DISK ->
              "disk: "
                  + Math.round(machine.capacity().limits().diskBytesPerSecond() / 1e6)
                  + " MB/s for all builds";
          case LONGEST_BUILD -> "the longest build: " + longest.name();
        };
    return alone > 0 ? words + ", and what must run alone" : words;
  }

  private record Least(double seconds, double cpuSeconds, double diskBytes) {}

  private static Least least(Job job, BuildSizer sizer, long bandwidth) {
    List<BuildOption> options = new ArrayList<>(sizer.options(job.work()));
    // A strategy may give one build memory for its whole sort.
    options.add(sizer.option(job.work(), 0, Long.MAX_VALUE));
    double seconds = Double.MAX_VALUE;
    double cpu = Double.MAX_VALUE;
    double bytes = Double.MAX_VALUE;
    for (BuildOption option : options) {
      double moved = job.work().diskBytes(option);
      double transfer = bandwidth == 0 ? 0 : moved / bandwidth;
      seconds = Math.min(seconds, Math.max(transfer, option.elapsed().toNanos() / NANOS));
      cpu = Math.min(cpu, option.cpu().toNanos() / NANOS);
      bytes = Math.min(bytes, moved);
    }
    return new Least(seconds, cpu, bytes);
  }

  private record Chain(double seconds, String name) {}

  private static Chain longest(List<Job> jobs, Map<String, Double> shortest) {
    Map<QualifiedName, Double> byTable = new HashMap<>();
    for (Job job : jobs) {
      byTable.merge(job.table(), shortest.getOrDefault(job.id(), 0.0), Double::sum);
    }
    Chain longest = new Chain(0, "");
    for (Job job : jobs) {
      double seconds = byTable.getOrDefault(job.table(), 0.0);
      if (seconds > longest.seconds()) {
        longest = new Chain(seconds, job.table().toString());
      }
    }
    Map<String, Job> byId = jobs.stream().collect(Collectors.toMap(Job::id, job -> job));
    Map<String, Double> ends = new HashMap<>();
    for (Job job : jobs) {
      double seconds = end(job, byId, shortest, ends, new HashSet<>());
      if (seconds > longest.seconds()) {
        longest = new Chain(seconds, job.table() + " after what it waits for");
      }
    }
    return longest;
  }

  private static double end(
      Job job,
      Map<String, Job> byId,
      Map<String, Double> shortest,
      Map<String, Double> ends,
      Set<String> path) {
    Double known = ends.get(job.id());
    if (known != null) {
      return known;
    }
    if (!path.add(job.id())) {
      throw new IllegalArgumentException(job.id() + " waits for itself through others");
    }
    double before = 0;
    for (String id : job.blockedBy()) {
      Job other = byId.get(id);
      if (other != null) {
        before = Math.max(before, end(other, byId, shortest, ends, path));
      }
    }
    path.remove(job.id());
    double end = before + shortest.getOrDefault(job.id(), 0.0);
    ends.put(job.id(), end);
    return end;
  }
}
