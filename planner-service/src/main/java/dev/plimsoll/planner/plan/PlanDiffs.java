package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlanDiff;
import dev.plimsoll.contracts.plan.PlanDiff.Change;
import dev.plimsoll.contracts.plan.PlanDiff.Kind;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planning.sizing.Sizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is other between two plans of one database. Pure.
final class PlanDiffs {
  private PlanDiffs() {}

  private record Key(QualifiedName table, IndexDefinition definition) {
    static Key of(PlannedBuild build) {
      return new Key(build.table(), build.definition());
    }
  }

  static PlanDiff between(@Nullable PlanView before, PlanView after) {
    Map<Key, PlannedBuild> old = before == null ? Map.of() : byKey(before);
    Map<Key, PlannedBuild> now = byKey(after);
    List<Change> changes = new ArrayList<>();
    now.forEach(
        (key, build) -> {
          PlannedBuild known = old.get(key);
          if (known == null) {
            changes.add(new Change(Kind.ADDED, key.table(), key.definition(), List.of()));
          } else {
            List<String> what = changed(known, build);
            if (!what.isEmpty()) {
              changes.add(new Change(Kind.CHANGED, key.table(), key.definition(), what));
            }
          }
        });
    old.keySet().stream()
        .filter(key -> !now.containsKey(key))
        .forEach(
            key -> changes.add(new Change(Kind.REMOVED, key.table(), key.definition(), List.of())));
    return new PlanDiff(before == null ? null : before.id(), after.id(), changes);
  }

  private static Map<Key, PlannedBuild> byKey(PlanView plan) {
    Map<Key, PlannedBuild> builds = new LinkedHashMap<>();
    plan.builds().forEach(build -> builds.put(Key.of(build), build));
    return builds;
  }

  private static List<String> changed(PlannedBuild then, PlannedBuild now) {
    List<String> what = new ArrayList<>();
    add(what, "rows", then.rows(), now.rows());
    add(what, "index", Sizes.bytes(then.indexBytes()), Sizes.bytes(now.indexBytes()));
    add(
        what,
        "temporary files",
        Sizes.bytes(then.temporaryBytes()),
        Sizes.bytes(now.temporaryBytes()));
    add(
        what,
        "maintenance_work_mem",
        Sizes.bytes(then.maintenanceWorkMemBytes()),
        Sizes.bytes(now.maintenanceWorkMemBytes()));
    add(what, "workers", then.parallelWorkers(), now.parallelWorkers());
    add(what, "lane", then.lane().value(), now.lane().value());
    add(
        what,
        "predicted",
        Sizes.millis(then.predictedMillis()),
        Sizes.millis(now.predictedMillis()));
    add(what, "name", then.indexName(), now.indexName());
    return what;
  }

  private static void add(List<String> what, String figure, Object then, Object now) {
    if (!Objects.equals(then, now)) {
      what.add(figure + ": " + now + " instead of " + then);
    }
  }
}
