package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Partition;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.IndexDefinition;
import java.util.ArrayList;
import java.util.List;

/// Recipe: the steps to a definition, in order. Those before the claim change nothing in the table.
public record Recipe(List<RecipeStep> beforeClaim, List<RecipeStep> underClaim) {
  private static final List<RecipeStep> CHECKS =
      List.of(new CheckTarget(), new TryDefinition(), new CheckObstacles());

  private static final List<RecipeStep> AROUND_FOREIGN =
      List.of(
          new BuildNewPartitions(),
          new CreateParentIndex(),
          new RenameIndex(),
          new AttachToWhole(),
          new VerifyIndex());

  public static Recipe of(BuildCommand build, TargetTableFacts table) {
    if (!table.partitioned()) {
      return new Recipe(CHECKS, ofTable(build, table.family().partition()));
    }
    boolean foreign = table.family().partitions().stream().anyMatch(Partition::foreign);
    return new Recipe(CHECKS, foreign ? AROUND_FOREIGN : ofWhole(build));
  }

  private static List<RecipeStep> ofTable(BuildCommand build, boolean partition) {
    List<RecipeStep> steps = new ArrayList<>();
    steps.add(new ClearLeftover());
    if (build.allocation().tableWorkers()) {
      steps.add(new RaiseWorkers());
    }
    steps.add(new CreateIndex());
    if (build.allocation().tableWorkers()) {
      steps.add(new RestoreWorkers());
    }
    if (build.definition().kind() == IndexDefinition.Kind.PRIMARY_KEY) {
      steps.add(new ProveNotNull());
      steps.add(new AttachKey());
    } else {
      steps.add(new RenameIndex());
    }
    if (partition) {
      steps.add(new AttachToWhole());
    }
    steps.add(new AnalyzeTable());
    steps.add(new VerifyIndex());
    return List.copyOf(steps);
  }

  /// The whole's own index first, so that later partitions get theirs automatically.
  private static List<RecipeStep> ofWhole(BuildCommand build) {
    List<RecipeStep> steps = new ArrayList<>();
    if (build.definition().kind() == IndexDefinition.Kind.PRIMARY_KEY) {
      steps.add(new ProveNotNull());
    }
    steps.add(new CreateParentIndex());
    steps.add(new AttachPartitions());
    steps.add(new BuildNewPartitions());
    steps.add(new RenameIndex());
    steps.add(new AttachToWhole());
    steps.add(new VerifyIndex());
    return List.copyOf(steps);
  }
}
