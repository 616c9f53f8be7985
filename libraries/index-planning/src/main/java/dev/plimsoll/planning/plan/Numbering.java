package dev.plimsoll.planning.plan;

import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Numbers of a plan's builds by predicted start, with their dependencies and the SQL to be
/// executed.
final class Numbering {
  private Numbering() {}

  static List<Proposal.Build> of(List<Proposal.Build> builds, DatabaseFacts facts) {
    Map<String, Integer> numbers = new HashMap<>();
    for (Proposal.Build build : builds) {
      numbers.put(build.job().id(), numbers.size() + 1);
    }
    RecipeTexts texts = new RecipeTexts(facts, builds);
    List<Proposal.Build> numbered = new ArrayList<>();
    for (Proposal.Build build : builds) {
      Job job = build.job();
      PlannedBuild planned = build.planned();
      List<Integer> blockedBy =
          job.blockedBy().stream().filter(numbers::containsKey).map(numbers::get).sorted().toList();
      PlannedBuild.Place place =
          new PlannedBuild.Place(
              numbered.size() + 1,
              planned.place().startMillis(),
              blockedBy,
              partOf(planned, blockedBy, builds, facts),
              job.unsafePeer());
      numbered.add(
          new Proposal.Build(planned.at(place, texts.of(planned)), build.milliCores(), job));
    }
    return numbered;
  }

  /// The needed build of the partitioned table. Around a foreign partition there is none, and the
  /// whole's build finds the partitions' indexes.
  private static int partOf(
      PlannedBuild planned,
      List<Integer> blockedBy,
      List<Proposal.Build> builds,
      DatabaseFacts facts) {
    @Nullable TableFacts table = facts.tables().get(planned.table());
    return blockedBy.stream()
        .filter(
            number ->
                table != null && builds.get(number - 1).planned().table().equals(table.parent()))
        .findFirst()
        .orElse(0);
  }
}
