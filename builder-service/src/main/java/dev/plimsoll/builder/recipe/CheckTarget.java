package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.List;

/// Step that refuses unsuitable tables before any change.
public record CheckTarget() implements RecipeStep {
  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    if (table.server().standby()) {
      return StepDecision.refuse(
          ErrorCode.DATABASE_UNREACHABLE,
          "the server of %s is a standby, which cannot be written to"
              .formatted(build.database().name()));
    }
    boolean view =
        table.relation().kind().equals("m") && build.definition().kind() != Kind.PRIMARY_KEY;
    if (!table.relation().kind().equals("r") && !table.partitioned() && !view) {
      return StepDecision.refuse(
          ErrorCode.NOT_A_TABLE, build.table() + " is " + describe(table.relation().kind()));
    }
    List<String> unknown =
        build.definition().allColumns().stream()
            .filter(name -> table.column(name).isEmpty())
            .toList();
    if (!unknown.isEmpty()) {
      return StepDecision.refuse(
          ErrorCode.COLUMN_NOT_FOUND,
          build.table() + " has no column " + String.join(", ", unknown));
    }
    return table.satisfying(build.definition()).isPresent()
        ? StepDecision.ALREADY_DONE
        : rights(build, table);
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) {}

  private static StepDecision rights(BuildCommand build, TargetTableFacts table) {
    String lacking = table.relation().rights().lacking(build.table());
    return lacking == null
        ? StepDecision.RUN
        : StepDecision.refuse(ErrorCode.INSUFFICIENT_PRIVILEGE, lacking);
  }

  private static String describe(String kind) {
    return switch (kind) {
      case "v" -> "a view";
      case "m" -> "a materialized view, which has indexes but no constraints";
      case "f" -> "a foreign table";
      case "i", "I" -> "an index";
      case "S" -> "a sequence";
      case "c" -> "a composite type";
      default -> "no ordinary table";
    };
  }
}
