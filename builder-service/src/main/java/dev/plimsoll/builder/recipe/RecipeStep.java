package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.contracts.build.BuildCommand;
import java.sql.SQLException;

/// One idempotent step of a recipe. [#decide] is pure; [#run] may be broken off at any point and
/// then finds, by the next decision, where it stood.
public sealed interface RecipeStep
    permits CheckTarget,
        TryDefinition,
        CheckObstacles,
        ClearLeftover,
        RaiseWorkers,
        CreateIndex,
        RestoreWorkers,
        ProveNotNull,
        AttachKey,
        CreateParentIndex,
        AttachPartitions,
        BuildNewPartitions,
        AttachToWhole,
        RenameIndex,
        AnalyzeTable,
        VerifyIndex {

  /// In words, for the build's event and its phase.
  String name();

  /// Whether the index exists after this step: what comes after is short.
  default boolean carriesTheIndex() {
    return false;
  }

  /// Whether what was asked for is there after this step: there is nothing left to cancel.
  default boolean finishes() {
    return false;
  }

  StepDecision decide(BuildCommand build, TargetTableFacts table);

  /// @throws SQLException where the database refused or the session broke
  /// @throws dev.plimsoll.contracts.problem.PlimsollException where it is known what that means
  void run(BuildSession session, TargetTableFacts table) throws SQLException;
}
