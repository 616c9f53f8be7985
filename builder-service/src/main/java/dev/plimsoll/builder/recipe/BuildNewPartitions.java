package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Partition;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.claim.TableClaim;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Step that builds for new partitions, one after the other in this session. They have neither an
/// index nor a build, having been made after the plan and before the whole's index.
public record BuildNewPartitions() implements RecipeStep {
  private static final Duration LOOK = Duration.ofMillis(500);

  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    return lacking(build, table).isEmpty() ? StepDecision.NOT_NEEDED : StepDecision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    for (Partition partition : lacking(session.build(), table)) {
      session.heedCancel();
      carryOut(session.of(BuildNames.part(session.build(), partition.name())));
    }
  }

  /// Partitions without an index and without a build.
  static List<Partition> lacking(BuildCommand build, TargetTableFacts table) {
    return table.family().partitions().stream()
        .filter(partition -> !partition.foreign())
        .filter(partition -> !build.awaited().contains(partition.name()))
        .filter(partition -> table.part(partition, build.definition()).isEmpty())
        .toList();
  }

  private static void carryOut(BuildSession part) throws SQLException {
    TargetTableFacts table = part.read();
    while (!TableClaim.tryTake(part.connection(), table.relation().oid())) {
      part.waitsFor("another build of " + part.build().table());
      part.pause(LOOK);
    }
    try {
      Recipe recipe = Recipe.of(part.build(), table);
      List<RecipeStep> steps = new ArrayList<>(recipe.beforeClaim());
      steps.addAll(recipe.underClaim());
      for (RecipeStep step : steps) {
        TargetTableFacts now = part.read();
        StepDecision decision = step.decide(part.build(), now);
        if (decision instanceof StepDecision.Refuse(var code, var reason)) {
          throw new PlimsollException(code, reason);
        }
        if (decision instanceof StepDecision.Run) {
          step.run(part, now);
        }
      }
    } finally {
      if (part.alive()) {
        TableClaim.giveBack(part.connection(), table.relation().oid());
      }
    }
  }
}
