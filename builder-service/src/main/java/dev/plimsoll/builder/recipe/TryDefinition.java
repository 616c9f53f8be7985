package dev.plimsoll.builder.recipe;

import dev.plimsoll.builder.catalog.BuildNames;
import dev.plimsoll.builder.catalog.TargetTableFacts;
import dev.plimsoll.builder.catalog.TargetTableFacts.Index;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.index.IndexTrial.Verdict;
import java.sql.SQLException;

/// Step that builds the index on an empty table first, which finds most refusals before hours of
/// work. It also yields PostgreSQL's form of expressions and predicates, to recognize an existing
/// index.
public record TryDefinition() implements RecipeStep {
  @Override
  public StepDecision decide(BuildCommand build, TargetTableFacts table) {
    if (table.index(BuildNames.index(build.buildId())).filter(Index::valid).isPresent()) {
      return StepDecision.ALREADY_DONE;
    }
    return !build.definition().isUnsafePeer() && table.satisfying(build.definition()).isPresent()
        ? StepDecision.NOT_NEEDED
        : StepDecision.RUN;
  }

  @Override
  public void run(BuildSession session, TargetTableFacts table) throws SQLException {
    switch (session.tryDefinition(table)) {
      case Verdict.Possible(var shape) -> session.means(shape);
      case Verdict.Refused(var code, var reason) ->
          throw new PlimsollException(
              code,
              "%s: %s cannot be built: %s"
                  .formatted(session.build().table(), session.build().definition(), reason));
      // Left to the real statement: temporary tables may be forbidden.
      case Verdict.Untried() -> {}
    }
  }
}
