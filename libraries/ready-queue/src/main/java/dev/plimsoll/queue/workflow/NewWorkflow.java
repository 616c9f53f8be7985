package dev.plimsoll.queue.workflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Jobs with what each waits for, checked: every name is one of them, and none waits for itself.
///
/// Time and memory are linear in jobs and waits. Immutable.
public final class NewWorkflow {
  private static final int MOST_JOBS = 1_000_000;

  private final String name;
  private final List<NewJob> jobs;

  /// By a job's place, the places of those that it waits for, ascending.
  private final int[][] waits;

  private NewWorkflow(String name, List<NewJob> jobs, int[][] waits) {
    this.name = name;
    this.jobs = jobs;
    this.waits = waits;
  }

  /// @param name 1 to 200 characters
  /// @param jobs 1 to 1,000,000
  /// @throws IllegalArgumentException for two jobs of one name or writers of one datum, for a name
  ///     that no job has or writes, and for a cycle, whose jobs are named
  public static NewWorkflow of(String name, List<NewJob> jobs) {
    NewJob.requireText("workflow's name", name, 200);
    if (jobs.isEmpty() || jobs.size() > MOST_JOBS) {
      throw new IllegalArgumentException("a workflow has 1 to %,d jobs".formatted(MOST_JOBS));
    }
    List<NewJob> all = List.copyOf(jobs);
    Map<String, Integer> places = places(all);
    Map<String, Integer> writers = writers(all);
    int[][] waits = new int[all.size()][];
    for (int place = 0; place < all.size(); place++) {
      waits[place] = waits(all.get(place), places, writers);
    }
    requireNoCycle(all, waits);
    return new NewWorkflow(name, all, waits);
  }

  public String name() {
    return name;
  }

  public List<NewJob> jobs() {
    return jobs;
  }

  /// Places in [#jobs] of what the job there waits for, ascending.
  int[] waits(int place) {
    return waits[place];
  }

  private static Map<String, Integer> places(List<NewJob> jobs) {
    Map<String, Integer> places = HashMap.newHashMap(jobs.size());
    for (int place = 0; place < jobs.size(); place++) {
      if (places.put(jobs.get(place).name(), place) != null) {
        throw new IllegalArgumentException("two jobs are named " + jobs.get(place).name());
      }
    }
    return places;
  }

  private static Map<String, Integer> writers(List<NewJob> jobs) {
    Map<String, Integer> writers = new HashMap<>();
    for (int place = 0; place < jobs.size(); place++) {
      for (String datum : jobs.get(place).writes()) {
        Integer other = writers.put(datum, place);
        if (other != null) {
          throw new IllegalArgumentException(
              "%s is written by %s and by %s: name one of the two otherwise"
                  .formatted(datum, jobs.get(other).name(), jobs.get(place).name()));
        }
      }
    }
    return writers;
  }

  /// A datum that no job writes is there from the start, and nothing waits for it.
  private static int[] waits(
      NewJob job, Map<String, Integer> places, Map<String, Integer> writers) {
    IntStream.Builder waits = IntStream.builder();
    for (String other : job.waitsFor()) {
      Integer place = places.get(other);
      if (place == null) {
        throw new IllegalArgumentException(
            "job %s waits for %s, which is none of the workflow's".formatted(job.name(), other));
      }
      waits.add(place);
    }
    for (String datum : job.reads()) {
      Integer writer = writers.get(datum);
      if (writer != null) {
        waits.add(writer);
      }
    }
    return waits.build().sorted().distinct().toArray();
  }

  /// Takes away jobs that wait for nothing until none is left (Kahn's algorithm).
  private static void requireNoCycle(List<NewJob> jobs, int[][] waits) {
    int[] open = new int[waits.length];
    List<List<Integer>> dependents = new ArrayList<>(waits.length);
    for (int place = 0; place < waits.length; place++) {
      dependents.add(new ArrayList<>(1));
    }
    Deque<Integer> free = new ArrayDeque<>();
    for (int place = 0; place < waits.length; place++) {
      open[place] = waits[place].length;
      if (open[place] == 0) {
        free.add(place);
      }
      for (int other : waits[place]) {
        dependents.get(other).add(place);
      }
    }
    int left = waits.length;
    while (!free.isEmpty()) {
      left--;
      for (int dependent : dependents.get(free.remove())) {
        open[dependent]--;
        if (open[dependent] == 0) {
          free.add(dependent);
        }
      }
    }
    if (left > 0) {
      throw new IllegalArgumentException("jobs wait for each other: " + cycle(jobs, waits, open));
    }
  }

  /// Goes from one that is left to one that it waits for, until it comes to where it was.
  private static String cycle(List<NewJob> jobs, int[][] waits, int[] open) {
    int place = IntStream.range(0, open.length).filter(i -> open[i] > 0).findFirst().orElseThrow();
    List<Integer> path = new ArrayList<>();
    int[] seenAt = new int[open.length];
    Arrays.fill(seenAt, -1);
    while (seenAt[place] < 0) {
      seenAt[place] = path.size();
      path.add(place);
      place = Arrays.stream(waits[place]).filter(i -> open[i] > 0).findFirst().orElseThrow();
    }
    List<Integer> round = path.subList(seenAt[place], path.size());
    String shown =
        String.join(" → ", round.stream().limit(10).map(i -> jobs.get(i).name()).toList());
    return round.size() > 10
        ? "%s → … (%,d jobs)".formatted(shown, round.size())
        : "%s → %s".formatted(shown, jobs.get(place).name());
  }
}
