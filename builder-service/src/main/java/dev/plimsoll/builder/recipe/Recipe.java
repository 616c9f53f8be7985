package dev.plimsoll.builder.recipe;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.IndexDefinition;
import java.util.ArrayList;
import java.util.List;

/// The steps that lead to a definition, in their order. What comes before the claim of the table
/// changes nothing there.
public record Recipe(List<Step> beforeClaim, List<Step> underClaim) {
  private static final List<Step> CHECKS =
      List.of(new CheckTarget(), new TryDefinition(), new CheckObstacles());

  /// @param partitioned the table is a partitioned one, whose partitions have their indexes already
  public static Recipe of(BuildCommand build, boolean partitioned) {
    return new Recipe(CHECKS, partitioned ? ofParent() : ofTable(build));
  }

  private static List<Step> ofTable(BuildCommand build) {
    List<Step> steps = new ArrayList<>();
    steps.add(new ClearLeftover());
    if (build.tableWorkers()) {
      steps.add(new RaiseWorkers());
    }
    steps.add(new CreateIndex());
    if (build.tableWorkers()) {
      steps.add(new RestoreWorkers());
    }
    if (build.definition().kind() == IndexDefinition.Kind.PRIMARY_KEY) {
      steps.add(new ProveNotNull());
      steps.add(new AttachKey());
    } else {
      steps.add(new RenameIndex());
    }
    steps.add(new AnalyzeTable());
    steps.add(new VerifyIndex());
    return List.copyOf(steps);
  }

  private static List<Step> ofParent() {
    return List.of(
        new CreateParentIndex(), new AttachPartitions(), new RenameIndex(), new VerifyIndex());
  }
}
