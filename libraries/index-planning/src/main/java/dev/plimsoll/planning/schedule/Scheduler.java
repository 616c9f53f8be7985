package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.LaneThresholds;
import dev.plimsoll.planning.schedule.Schedule.Placement;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.BuildSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Moldable scheduling: every build begins without workers, which costs the least CPU; the longest
/// gets one more as long as that shortens the whole.
public final class Scheduler {
  // A worker that saves less than this share of its build's time is better kept for others.
  private static final double LEAST_GAIN = 0.05;
  private static final int TRIES_WITHOUT_GAIN = 24;
  // Beyond as many builds the work spreads over the cores by itself.
  private static final int MANY = 400;

  private final Capacity capacity;
  private final LaneThresholds thresholds;

  public Scheduler(Capacity capacity, LaneThresholds thresholds) {
    this.capacity = capacity;
    this.thresholds = thresholds;
  }

  /// A build to be placed.
  public record Job(QualifiedName table, BuildSize size) {}

  public Schedule schedule(List<Job> jobs) {
    int[] chosen = new int[jobs.size()];
    int[] best = chosen.clone();
    Timetable timetable = timetable(jobs, chosen);
    int failures = jobs.size() > MANY ? TRIES_WITHOUT_GAIN : 0;
    while (failures < TRIES_WITHOUT_GAIN) {
      int longest = longestThatGains(jobs, chosen);
      if (longest < 0) {
        break;
      }
      chosen[longest]++;
      Timetable tried = timetable(jobs, chosen);
      if (tried.starts().size() >= timetable.starts().size()
          && tried.makespan().compareTo(timetable.makespan()) < 0) {
        timetable = tried;
        best = chosen.clone();
        failures = 0;
      } else {
        failures++;
      }
    }
    return describe(jobs, best, timetable);
  }

  private Timetable timetable(List<Job> jobs, int[] chosen) {
    return Timetable.of(tasks(jobs, chosen), capacity);
  }

  private List<Task> tasks(List<Job> jobs, int[] chosen) {
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      Job job = jobs.get(i);
      BuildOption option = job.size().options().get(chosen[i]);
      double share = Lanes.share(capacity, job.size().indexBytes(), option);
      tasks.add(
          new Task(i, job.table(), Lanes.of(share, thresholds), job.size().indexBytes(), option));
    }
    return tasks;
  }

  private static int longestThatGains(List<Job> jobs, int[] chosen) {
    int longest = -1;
    Duration most = Duration.ZERO;
    for (int i = 0; i < chosen.length; i++) {
      List<BuildOption> options = jobs.get(i).size().options();
      if (chosen[i] + 1 < options.size()) {
        Duration now = options.get(chosen[i]).elapsed();
        Duration then = options.get(chosen[i] + 1).elapsed();
        boolean gains = then.toNanos() < now.toNanos() * (1 - LEAST_GAIN);
        if (gains && now.compareTo(most) > 0) {
          longest = i;
          most = now;
        }
      }
    }
    return longest;
  }

  private Schedule describe(List<Job> jobs, int[] chosen, Timetable timetable) {
    List<Placement> placements = new ArrayList<>();
    for (Task task : tasks(jobs, chosen)) {
      placements.add(new Placement(task.option(), task.lane(), timetable.starts().get(task.id())));
    }
    Duration cpu = Duration.ZERO;
    Duration longest = Duration.ZERO;
    String longestTable = "";
    for (Job job : jobs) {
      cpu = cpu.plus(least(job, true));
      Duration shortest = least(job, false);
      if (shortest.compareTo(longest) > 0) {
        longest = shortest;
        longestTable = job.table().toString();
      }
    }
    Duration byCores = cpu.dividedBy(capacity.cores());
    boolean coresBind = byCores.compareTo(longest) >= 0;
    return new Schedule(
        placements,
        timetable.makespan(),
        coresBind ? byCores : longest,
        jobs.isEmpty()
            ? "nothing to build"
            : coresBind
                ? "CPU: " + capacity.cores() + (capacity.cores() == 1 ? " core" : " cores")
                : "the longest build: " + longestTable);
  }

  private static Duration least(Job job, boolean cpu) {
    return job.size().options().stream()
        .map(option -> cpu ? option.cpu() : option.elapsed())
        .min(Duration::compareTo)
        .orElseThrow();
  }
}
