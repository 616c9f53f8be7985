package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planner.build.SizedBuild;
import dev.plimsoll.planning.plan.Proposal;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.index.RecipeSql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Gives the builds of a proposal their numbers within the plan, by predicted start, says with them
/// what each needs, and writes down what will be executed.
final class Numbering {
  private Numbering() {}

  static List<SizedBuild> of(Proposal proposal, DatabaseFacts facts) {
    Map<String, Integer> numbers = new HashMap<>();
    for (Proposal.Build build : proposal.builds()) {
      numbers.put(build.job().id(), numbers.size() + 1);
    }
    Map<String, PlannedBuild> byJob = new HashMap<>();
    proposal.builds().forEach(build -> byJob.put(build.job().id(), build.planned()));
    List<SizedBuild> sized = new ArrayList<>();
    for (Proposal.Build build : proposal.builds()) {
      Job job = build.job();
      List<Integer> blockedBy =
          job.blockedBy().stream().filter(numbers::containsKey).map(numbers::get).sorted().toList();
      int number = sized.size() + 1;
      sized.add(
          new SizedBuild(
              numbered(
                  build.planned(),
                  number,
                  blockedBy,
                  job.unsafePeer(),
                  sql(facts, build.planned(), needed(job, byJob))),
              1_000 * (1 + build.planned().parallelWorkers()),
              job.work()));
    }
    return sized;
  }

  private static List<QualifiedName> needed(Job job, Map<String, PlannedBuild> byJob) {
    return job.blockedBy().stream()
        .map(byJob::get)
        .filter(Objects::nonNull)
        .map(build -> new QualifiedName(build.table().schema(), build.indexName()))
        .sorted()
        .toList();
  }

  private static List<String> sql(
      DatabaseFacts facts, PlannedBuild build, List<QualifiedName> partitionIndexes) {
    RecipeSql recipe =
        RecipeSql.of(
                facts.server().versionNumber(),
                build.table(),
                build.definition(),
                build.indexName())
            .withLimits(
                build.maintenanceWorkMemBytes(), build.parallelWorkers(), build.tableWorkers());
    TableFacts table = facts.tables().get(build.table());
    if (table != null && table.kind() == TableFacts.Kind.PARTITIONED_TABLE) {
      return recipe.attaching(partitionIndexes).statements();
    }
    List<String> nullable =
        build.definition().namedColumns().stream()
            .filter(
                name -> {
                  ColumnFacts column = facts.column(build.table(), name);
                  return column != null && !column.notNull();
                })
            .toList();
    return recipe.withNullable(nullable).statements();
  }

  private static PlannedBuild numbered(
      PlannedBuild build, int number, List<Integer> blockedBy, boolean alone, List<String> sql) {
    return new PlannedBuild(
        build.table(),
        build.definition(),
        build.indexName(),
        build.lane(),
        build.rows(),
        build.tableBytes(),
        build.indexBytes(),
        build.temporaryBytes(),
        build.walBytes(),
        build.maintenanceWorkMemBytes(),
        build.parallelWorkers(),
        build.predictedMillis(),
        build.startMillis(),
        build.reasoning(),
        number,
        blockedBy,
        alone,
        build.tableWorkers(),
        sql);
  }
}
