package dev.plimsoll.planning.strategy;

import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.planning.schedule.LoadLine;
import dev.plimsoll.planning.schedule.SchedulerState;
import dev.plimsoll.planning.sizing.BuildOption;
import dev.plimsoll.planning.sizing.SizeText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A check for builds that can never run on a load line.
final class Feasibility {
  private Feasibility() {}

  /// @return the reason; null where it could run alone
  static @Nullable String obstacle(Job job, BuildOption option, Capacity capacity) {
    if (job.work().mostIndexBytes() > capacity.diskBytes()) {
      return "its index of "
          + (job.work().mostIndexBytes() > job.work().indexBytes() ? "up to " : "")
          + SizeText.bytes(job.work().mostIndexBytes())
          + " is beyond the disk left for new indexes, "
          + SizeText.bytes(capacity.diskBytes());
    }
    if (option.temporaryBytes() > capacity.temporaryBytes()) {
      return "its sort of "
          + SizeText.bytes(option.temporaryBytes())
          + " is beyond the limit of temporary files of "
          + SizeText.bytes(capacity.temporaryBytes());
    }
    return null;
  }

  static Map<String, String> refused(
      SchedulerState situation, Function<Job, @Nullable String> obstacle) {
    Map<String, String> refused = new HashMap<>();
    Set<String> known = new HashSet<>(situation.finished());
    situation.jobs().forEach(job -> known.add(job.id()));
    LoadLine line = LoadLine.of(situation, true);
    List<Job> waiting = situation.waiting();
    for (Job job : waiting) {
      String reason = obstacle.apply(job);
      if (reason == null && !line.diskFits(job)) {
        reason =
            "all indexes together are beyond the disk left for new indexes, "
                + SizeText.bytes(situation.machine().capacity().diskBytes());
      }
      if (reason == null && !known.containsAll(job.blockedBy())) {
        reason = "it waits for a build that is not in the plan";
      }
      if (reason != null) {
        refused.put(job.id(), reason);
      }
    }
    spread(waiting, refused);
    return refused;
  }

  private static void spread(List<Job> waiting, Map<String, String> refused) {
    boolean more = true;
    while (more) {
      more = false;
      for (Job job : waiting) {
        if (!refused.containsKey(job.id())
            && job.blockedBy().stream().anyMatch(refused::containsKey)) {
          refused.put(job.id(), "what it waits for is left out");
          more = true;
        }
      }
    }
  }
}
