package dev.plimsoll.planning.schedule;

import dev.plimsoll.contracts.plan.Capacity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// List scheduling, longest first: whenever a build ends, the longest one that fits starts, as the
/// dispatcher will do it.
///
/// @param starts by task id; one that never fits is absent
/// @param makespan until the last end
record Timetable(Map<Integer, Duration> starts, Duration makespan) {

  private record Running(Duration end, Task task) {}

  static Timetable of(List<Task> tasks, Capacity capacity) {
    List<Task> waiting =
        new ArrayList<>(
            tasks.stream()
                .sorted(
                    Comparator.comparing((Task task) -> task.option().elapsed())
                        .reversed()
                        .thenComparing(Task::table)
                        .thenComparing(Task::id))
                .toList());
    PriorityQueue<Running> running = new PriorityQueue<>(Comparator.comparing(Running::end));
    LoadLine line = new LoadLine(capacity);
    Map<Integer, Duration> starts = new HashMap<>();
    Duration now = Duration.ZERO;
    while (true) {
      for (Task task : List.copyOf(waiting)) {
        if (line.admits(task)) {
          line.take(task);
          starts.put(task.id(), now);
          running.add(new Running(now.plus(task.option().elapsed()), task));
          waiting.remove(task);
        }
      }
      Running next = running.poll();
      if (next == null) {
        return new Timetable(Map.copyOf(starts), now);
      }
      now = next.end();
      line.release(next.task());
    }
  }
}
