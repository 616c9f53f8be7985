package dev.plimsoll.planner.plan;

import dev.plimsoll.planner.dispatch.SizedBuild;
import dev.plimsoll.planning.plan.Proposal;
import dev.plimsoll.planning.plan.RecipeTexts;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Numbers of a proposal's builds by predicted start, with their dependencies and the SQL to be
/// executed.
final class Numbering {
  private Numbering() {}

  static List<SizedBuild> of(Proposal proposal, DatabaseFacts facts) {
    Map<String, Integer> numbers = new HashMap<>();
    for (Proposal.Build build : proposal.builds()) {
      numbers.put(build.job().id(), numbers.size() + 1);
    }
    RecipeTexts texts = new RecipeTexts(facts, proposal);
    List<SizedBuild> sized = new ArrayList<>();
    for (Proposal.Build build : proposal.builds()) {
      Job job = build.job();
      List<Integer> blockedBy =
          job.blockedBy().stream().filter(numbers::containsKey).map(numbers::get).sorted().toList();
      int number = sized.size() + 1;
      sized.add(
          new SizedBuild(
              build
                  .planned()
                  .numbered(number, blockedBy, job.unsafePeer(), texts.of(build.planned())),
              1_000 * (1 + build.planned().parallelWorkers()),
              job.work(),
              partOf(build, blockedBy, proposal, facts)));
    }
    return sized;
  }

  /// The needed build of the partitioned table. Around a foreign partition there is none, and the
  /// whole's build finds the partitions' indexes.
  private static int partOf(
      Proposal.Build build, List<Integer> blockedBy, Proposal proposal, DatabaseFacts facts) {
    @Nullable TableFacts table = facts.tables().get(build.planned().table());
    return blockedBy.stream()
        .filter(
            number ->
                table != null
                    && proposal.builds().get(number - 1).planned().table().equals(table.parent()))
        .findFirst()
        .orElse(0);
  }
}
