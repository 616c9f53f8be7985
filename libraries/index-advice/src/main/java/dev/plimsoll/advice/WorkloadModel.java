package dev.plimsoll.advice;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.candidate.Rarity;
import dev.plimsoll.advice.partition.PartitionTree;
import dev.plimsoll.advice.partition.PartitionedFacts;
import dev.plimsoll.advice.use.PlannedUse;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.contracts.database.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Workload as prepared queries, with their uses of tables and the candidates of each.
///
/// @param uses by statement, as what follows
/// @param writes of the statements that change rows
/// @param catalog that they were read by
record WorkloadModel(
    List<PreparedQuery> queries,
    Map<String, PlannedUse> uses,
    Map<String, Set<Candidate>> candidates,
    Rarity rarity,
    Map<String, WorkloadReader.WrittenRows> writes,
    List<String> unread,
    PartitionedFacts catalog) {
  private static final Pattern READS =
      Pattern.compile("\\s*(select|with)\\b", Pattern.CASE_INSENSITIVE);

  /// Those that are used, partitioned ones as a whole.
  Set<QualifiedName> tables() {
    Set<QualifiedName> tables = new TreeSet<>();
    uses.values()
        .forEach(
            use -> use.tables().forEach(table -> tables.add(catalog.tree().root(table.table()))));
    return tables;
  }

  PartitionTree tree() {
    return catalog.tree();
  }

  /// Tables whose indexes can serve a query: those that it uses, and what they are partitions of.
  Set<QualifiedName> tables(PreparedQuery query) {
    Set<QualifiedName> tables = new TreeSet<>();
    PlannedUse use = uses.getOrDefault(query.statement().id(), PlannedUse.NONE);
    use.tables().forEach(table -> tables.addAll(catalog.tree().path(table.table())));
    return tables;
  }

  /// Those that change nothing, and so can be run.
  List<PreparedQuery> reading() {
    return queries.stream()
        .filter(PreparedQuery::isPlanned)
        .filter(query -> READS.matcher(query.statement().text()).lookingAt())
        .filter(query -> query.arguments().stream().flatMap(List::stream).noneMatch("NULL"::equals))
        .toList();
  }
}
