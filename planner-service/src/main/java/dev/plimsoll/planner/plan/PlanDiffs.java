package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.PlanDiff.Change;
import dev.plimsoll.contracts.plan.PlanDiff.Kind;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planning.approval.PlannedBuildsDiff;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is other between two plans of one database, as the API has it.
final class PlanDiffs {
  private PlanDiffs() {}

  static dev.plimsoll.contracts.plan.PlanDiff between(@Nullable PlanView before, PlanView after) {
    PlannedBuildsDiff diff =
        PlannedBuildsDiff.between(before == null ? List.of() : before.builds(), after.builds());
    List<Change> changes = new ArrayList<>();
    diff.added().forEach(build -> changes.add(change(Kind.ADDED, build, List.of())));
    for (PlannedBuildsDiff.Changed changed : diff.changed()) {
      changes.add(
          change(
              Kind.CHANGED,
              changed.after(),
              changed.changes().stream()
                  .map(one -> one.what() + ": " + one.after() + " instead of " + one.before())
                  .toList()));
    }
    diff.removed().forEach(build -> changes.add(change(Kind.REMOVED, build, List.of())));
    return new dev.plimsoll.contracts.plan.PlanDiff(
        before == null ? null : before.id(), after.id(), changes);
  }

  private static Change change(Kind kind, PlannedBuild build, List<String> what) {
    return new Change(OpenEnum.of(kind), build.table(), build.definition(), what);
  }
}
