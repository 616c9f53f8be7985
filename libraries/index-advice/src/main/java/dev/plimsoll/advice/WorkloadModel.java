package dev.plimsoll.advice;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.candidate.Rarity;
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
record WorkloadModel(
    List<PreparedQuery> queries,
    Map<String, PlannedUse> uses,
    Map<String, Set<Candidate>> candidates,
    Rarity rarity,
    Map<String, WorkloadReader.WrittenRows> writes,
    List<String> unread) {
  private static final Pattern READS =
      Pattern.compile("\\s*(select|with)\\b", Pattern.CASE_INSENSITIVE);

  Set<QualifiedName> tables() {
    Set<QualifiedName> tables = new TreeSet<>();
    uses.values().forEach(use -> use.tables().forEach(table -> tables.add(table.table())));
    return tables;
  }

  Set<QualifiedName> tables(PreparedQuery query) {
    Set<QualifiedName> tables = new TreeSet<>();
    PlannedUse use = uses.getOrDefault(query.statement().id(), PlannedUse.NONE);
    use.tables().forEach(table -> tables.add(table.table()));
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
