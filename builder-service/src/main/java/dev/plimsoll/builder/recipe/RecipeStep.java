package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.contracts.build.BuildCommand;
import java.sql.SQLException;

/// Idempotent step of a recipe. [#decide] is pure. [#run] may be interrupted anywhere; the next
/// decision finds out how far it came.
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

  /// For the build's events and phase.
  default String name() {
    return switch (this) {
      case CheckTarget _ -> "check the table";
      case TryDefinition _ -> "try the definition";
      case CheckObstacles _ -> "look for obstacles";
      case ClearLeftover _ -> "clear leftovers";
      case RaiseWorkers _ -> "set parallel_workers";
      case CreateIndex _ -> "create the index";
      case RestoreWorkers _ -> "reset parallel_workers";
      case ProveNotNull _ -> "prove NOT NULL";
      case AttachKey _ -> "attach the key";
      case CreateParentIndex _ -> "create the parent's index";
      case AttachPartitions _ -> "attach the partitions' indexes";
      case BuildNewPartitions _ -> "build for new partitions";
      case AttachToWhole _ -> "attach to the whole";
      case RenameIndex _ -> "name the index";
      case AnalyzeTable _ -> "analyze";
      case VerifyIndex _ -> "verify";
    };
  }

  /// Whether the index exists after this step, so that the rest is short.
  default boolean carriesTheIndex() {
    return this instanceof CreateIndex;
  }

  /// Whether the wanted index is there after this step, so that there is nothing left to cancel.
  default boolean finishes() {
    return this instanceof AttachKey || this instanceof RenameIndex;
  }

  StepDecision decide(BuildCommand build, TargetTableFacts table);

  /// @throws SQLException where the database refused or the session broke
  /// @throws dev.plimsoll.contracts.problem.PlimsollException where the cause is known
  void run(BuildSession session, TargetTableFacts table) throws SQLException;
}
