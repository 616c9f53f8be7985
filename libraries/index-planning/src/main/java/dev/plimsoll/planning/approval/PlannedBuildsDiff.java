package dev.plimsoll.planning.approval;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planning.sizing.SizeText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The difference between a plan and the one before. A build is the same where table and definition
/// are.
///
/// @param added in the order of the new plan
/// @param removed in the order of the old plan
/// @param changed in the order of the new plan
/// @param unchanged how many
public record PlannedBuildsDiff(
    List<PlannedBuild> added, List<PlannedBuild> removed, List<Changed> changed, int unchanged) {
  // Shorter differences of a prediction are no news.
  private static final double DURATION_TOLERANCE = 0.10;

  public PlannedBuildsDiff {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
  }

  /// @param changes at least one
  public record Changed(PlannedBuild before, PlannedBuild after, List<Change> changes) {
    public Changed {
      changes = List.copyOf(changes);
    }
  }

  /// @param what in words: `lane`, `memory`, `workers`, `duration`, `place` or `name`
  public record Change(String what, String before, String after) {}

  private record Identity(QualifiedName table, IndexDefinition definition) {
    static Identity of(PlannedBuild build) {
      return new Identity(build.table(), build.definition());
    }
  }

  /// Both plans by their order.
  public static PlannedBuildsDiff between(List<PlannedBuild> before, List<PlannedBuild> after) {
    Map<Identity, PlannedBuild> old = new HashMap<>();
    before.forEach(build -> old.put(Identity.of(build), build));
    List<PlannedBuild> kept = before.stream().filter(build -> contains(after, build)).toList();
    List<PlannedBuild> added = new ArrayList<>();
    List<Changed> changed = new ArrayList<>();
    int place = 0;
    int unchanged = 0;
    for (PlannedBuild build : after) {
      PlannedBuild was = old.get(Identity.of(build));
      if (was == null) {
        added.add(build);
        continue;
      }
      List<Change> changes = changes(was, build);
      // Its place among those that both plans have.
      int placeBefore = kept.indexOf(was);
      if (placeBefore != place) {
        changes.add(
            new Change("place", Integer.toString(placeBefore + 1), Integer.toString(place + 1)));
      }
      place++;
      if (changes.isEmpty()) {
        unchanged++;
      } else {
        changed.add(new Changed(was, build, changes));
      }
    }
    List<PlannedBuild> removed = before.stream().filter(build -> !contains(after, build)).toList();
    return new PlannedBuildsDiff(added, removed, changed, unchanged);
  }

  private static boolean contains(List<PlannedBuild> builds, PlannedBuild build) {
    return builds.stream().anyMatch(other -> Identity.of(other).equals(Identity.of(build)));
  }

  private static List<Change> changes(PlannedBuild before, PlannedBuild after) {
    List<Change> changes = new ArrayList<>();
    change(changes, "lane", before.lane().value(), after.lane().value());
    change(
        changes,
        "memory",
        SizeText.bytes(before.maintenanceWorkMemBytes()),
        SizeText.bytes(after.maintenanceWorkMemBytes()));
    change(
        changes,
        "workers",
        Integer.toString(before.parallelWorkers()),
        Integer.toString(after.parallelWorkers()));
    change(changes, "name", before.indexName(), after.indexName());
    double longer = Math.max(before.predictedMillis(), after.predictedMillis());
    double shorter = Math.min(before.predictedMillis(), after.predictedMillis());
    if (longer > shorter * (1 + DURATION_TOLERANCE)) {
      changes.add(
          new Change(
              "duration",
              SizeText.millis(before.predictedMillis()),
              SizeText.millis(after.predictedMillis())));
    }
    return changes;
  }

  private static void change(List<Change> changes, String what, String before, String after) {
    if (!Objects.equals(before, after)) {
      changes.add(new Change(what, before, after));
    }
  }
}
