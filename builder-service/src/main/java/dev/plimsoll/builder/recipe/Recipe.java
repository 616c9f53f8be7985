package dev.plimsoll.builder.recipe;

import dev.plimsoll.contracts.build.IndexDefinition;
import java.util.List;

/// The steps that lead to a definition, in their order. What comes before the claim of the table
/// changes nothing there.
public record Recipe(List<Step> beforeClaim, List<Step> underClaim) {

  public static Recipe of(IndexDefinition definition) {
    List<Step> steps =
        switch (definition.kind()) {
          case PRIMARY_KEY ->
              List.of(
                  new ClearLeftover(),
                  new CreateIndex(),
                  new ProveNotNull(),
                  new AttachKey(),
                  new AnalyzeTable(),
                  new VerifyIndex());
          case UNIQUE, INDEX ->
              List.of(
                  new ClearLeftover(),
                  new CreateIndex(),
                  new RenameIndex(),
                  new AnalyzeTable(),
                  new VerifyIndex());
        };
    return new Recipe(List.of(new CheckTarget()), steps);
  }
}
