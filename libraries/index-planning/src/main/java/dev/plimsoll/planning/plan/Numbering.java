package dev.plimsoll.planning.plan;

import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.plan.PlannedBuild.Allocation;
import dev.plimsoll.planning.discovery.TableIndex;
import dev.plimsoll.planning.schedule.Job;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.index.IndexShape;
import dev.plimsoll.postgres.index.RecipeSql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Numbers of a plan's builds by predicted start, with their dependencies and the SQL to be
/// executed.
final class Numbering {
  private final DatabaseFacts facts;
  private final Map<TableIndex, PlannedBuild> planned = new HashMap<>();

  private Numbering(DatabaseFacts facts, List<Proposal.Build> builds) {
    this.facts = facts;
    for (Proposal.Build build : builds) {
      planned.put(TableIndex.of(build.planned()), build.planned());
    }
  }

  static List<Proposal.Build> of(List<Proposal.Build> builds, DatabaseFacts facts) {
    Map<String, Integer> numbers = new HashMap<>();
    for (Proposal.Build build : builds) {
      numbers.put(build.job().id(), numbers.size() + 1);
    }
    Numbering texts = new Numbering(facts, builds);
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
          new Proposal.Build(
              planned.at(place, texts.statements(planned)), build.milliCores(), job));
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

  private List<String> statements(PlannedBuild build) {
    IndexShape wanted = facts.meaning(build.table(), build.definition());
    Allocation allocation = build.allocation();
    TableFacts table = facts.tables().get(build.table());
    boolean partitioned = table != null && table.kind() == TableFacts.Kind.PARTITIONED_TABLE;
    return new RecipeSql(
            facts.server().versionNumber(),
            build.table(),
            wanted.qualified(build.definition()),
            build.indexName(),
            new RecipeSql.Limits(
                allocation.maintenanceWorkMemBytes(),
                allocation.parallelWorkers(),
                allocation.tableWorkers()),
            build.definition().kind() == Kind.PRIMARY_KEY ? nullable(build) : List.of(),
            table == null || partitioned ? "" : facts.keyToBe(build.table(), build.definition()),
            table == null ? null : whole(table, build, wanted),
            partitioned
                ? new RecipeSql.Partitions(parts(build, wanted), isAroundForeign(build.table()))
                : null)
        .statements();
  }

  private List<String> nullable(PlannedBuild build) {
    return build.definition().namedColumns().stream()
        .filter(
            name -> {
              ColumnFacts column = facts.column(build.table(), name);
              return column != null && !column.notNull();
            })
        .toList();
  }

  /// The partitioned table's index: planned, or existing and lacking parts.
  private @Nullable QualifiedName whole(TableFacts table, PlannedBuild build, IndexShape wanted) {
    QualifiedName parent = table.parent();
    if (parent == null || isAroundForeign(parent)) {
      return null;
    }
    PlannedBuild comes = planned.get(new TableIndex(parent, build.definition()));
    return comes != null
        ? new QualifiedName(parent.schema(), comes.indexName())
        : facts.indexesOf(parent).stream()
            .filter(index -> index.shape().isAttachableAs(wanted))
            .map(index -> new QualifiedName(parent.schema(), index.name()))
            .findFirst()
            .orElse(null);
  }

  /// Free indexes of partitions.
  private List<QualifiedName> parts(PlannedBuild build, IndexShape wanted) {
    return facts.tables().values().stream()
        .filter(part -> build.table().equals(part.parent()))
        .filter(part -> !planned.containsKey(new TableIndex(part.name(), build.definition())))
        .flatMap(
            part ->
                facts.indexesOf(part.name()).stream()
                    .filter(index -> index.valid() && index.attachedTo().isEmpty())
                    .filter(index -> index.shape().isAttachableAs(wanted))
                    .limit(1)
                    .map(index -> new QualifiedName(part.name().schema(), index.name())))
        .sorted()
        .toList();
  }

  private boolean isAroundForeign(QualifiedName parent) {
    return facts.tables().values().stream()
        .anyMatch(
            part -> parent.equals(part.parent()) && part.kind() == TableFacts.Kind.FOREIGN_TABLE);
  }
}
