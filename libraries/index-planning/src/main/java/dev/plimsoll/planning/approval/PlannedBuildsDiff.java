package dev.plimsoll.planning.approval;

import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.plan.PlanDiff.Change;
import dev.plimsoll.contracts.plan.PlanDiff.Kind;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.plan.PlannedBuild.Allocation;
import dev.plimsoll.planning.discovery.TableIndex;
import dev.plimsoll.planning.sizing.SizeText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The difference between two plans. Builds are the same where table and definition are.
public final class PlannedBuildsDiff {
  // Shorter differences of a prediction are no news.
  private static final double DURATION_TOLERANCE = 0.10;

  private PlannedBuildsDiff() {}

  /// Added and changed builds in the order of the new plan, then removed ones in the order of the
  /// old one.
  public static List<Change> between(List<PlannedBuild> before, List<PlannedBuild> after) {
    Map<TableIndex, PlannedBuild> old = byIndex(before);
    Map<TableIndex, PlannedBuild> now = byIndex(after);
    List<TableIndex> kept = old.keySet().stream().filter(now::containsKey).toList();
    List<Change> added = new ArrayList<>();
    List<Change> changed = new ArrayList<>();
    int place = 0;
    for (Map.Entry<TableIndex, PlannedBuild> build : now.entrySet()) {
      PlannedBuild was = old.get(build.getKey());
      if (was == null) {
        added.add(change(Kind.ADDED, build.getValue(), List.of()));
        continue;
      }
      List<String> what = figures(was, build.getValue());
      place++;
      compare(what, "place", kept.indexOf(build.getKey()) + 1, place);
      if (!what.isEmpty()) {
        changed.add(change(Kind.CHANGED, build.getValue(), what));
      }
    }
    List<Change> changes = new ArrayList<>(added);
    changes.addAll(changed);
    before.stream()
        .filter(build -> !now.containsKey(TableIndex.of(build)))
        .forEach(build -> changes.add(change(Kind.REMOVED, build, List.of())));
    return changes;
  }

  private static Map<TableIndex, PlannedBuild> byIndex(List<PlannedBuild> builds) {
    Map<TableIndex, PlannedBuild> byIndex = new LinkedHashMap<>();
    builds.forEach(build -> byIndex.put(TableIndex.of(build), build));
    return byIndex;
  }

  private static Change change(Kind kind, PlannedBuild build, List<String> what) {
    return new Change(OpenEnum.of(kind), build.table(), build.definition(), what);
  }

  private static List<String> figures(PlannedBuild before, PlannedBuild after) {
    List<String> what = new ArrayList<>();
    Allocation was = before.allocation();
    Allocation is = after.allocation();
    compare(what, "lane", was.lane().value(), is.lane().value());
    compare(
        what,
        "memory",
        SizeText.bytes(was.maintenanceWorkMemBytes()),
        SizeText.bytes(is.maintenanceWorkMemBytes()));
    compare(what, "workers", was.parallelWorkers(), is.parallelWorkers());
    compare(what, "name", before.indexName(), after.indexName());
    double longer = Math.max(was.predictedMillis(), is.predictedMillis());
    double shorter = Math.min(was.predictedMillis(), is.predictedMillis());
    if (longer > shorter * (1 + DURATION_TOLERANCE)) {
      what.add(
          sentence(
              "duration",
              SizeText.millis(was.predictedMillis()),
              SizeText.millis(is.predictedMillis())));
    }
    return what;
  }

  private static <T> void compare(List<String> what, String figure, T before, T after) {
    if (!before.equals(after)) {
      what.add(sentence(figure, before, after));
    }
  }

  private static <T> String sentence(String figure, T before, T after) {
    return figure + ": " + after + " instead of " + before;
  }
}
