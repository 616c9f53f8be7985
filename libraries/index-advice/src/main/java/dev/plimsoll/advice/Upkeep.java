package dev.plimsoll.advice;

import dev.plimsoll.advice.WorkloadReader.WrittenRows;
import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.candidate.Rarity;
import dev.plimsoll.advice.partition.PartitionTree;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the workload's own writes cost an index: an entry for each row that is inserted, and for
/// each one updated unless the row stays heap-only. An update of a column of the index makes the
/// row leave that way, so that every other index of the table gets an entry too.
///
/// Tables' counters are not used: since when they count, and since when statements were
/// observed, need not be the same.
final class Upkeep {
  /// Of one entry: milliseconds, or as many units of the planner's cost.
  private static final double ENTRY_MILLIS = 0.01;

  private static final double ENTRY_COST = 1;
  private static final double USUALLY_NOT_HOT = 0.5;
  private static final double INVERTED = 10;
  private static final double SUMMARIZED = 0.01;

  private final Map<QualifiedName, List<Written>> writes = new HashMap<>();
  private final Map<QualifiedName, Recommendation.WriteOverhead> counted;
  private final DatabaseFacts facts;
  private final PartitionTree tree;
  private final Rarity rarity;
  private final double entry;

  private record Written(WrittenRows rows, double count) {}

  /// @param timed whether costs are milliseconds
  Upkeep(
      WorkloadModel workload,
      DatabaseFacts facts,
      Map<QualifiedName, Recommendation.WriteOverhead> counted,
      boolean timed) {
    this.facts = facts;
    this.tree = workload.tree();
    this.rarity = workload.rarity();
    this.counted = counted;
    this.entry = timed ? ENTRY_MILLIS : ENTRY_COST;
    for (PreparedQuery query : workload.queries()) {
      WrittenRows rows = workload.writes().get(query.statement().id());
      if (rows != null) {
        double mean = query.statement().meanRows();
        double count = query.statement().calls() * (Double.isNaN(mean) ? 1 : mean);
        writes
            .computeIfAbsent(tree.root(rows.table()), _ -> new ArrayList<>())
            .add(new Written(rows, count));
      }
    }
  }

  /// Of all calls of the workload.
  double of(Candidate candidate) {
    double entries = 0;
    for (Written written : writes.getOrDefault(tree.root(candidate.table()), List.of())) {
      double share = share(candidate.table(), written.rows().table());
      entries += share * written.count() * entries(candidate, written.rows());
    }
    IndexDefinition definition = candidate.definition();
    double kind =
        switch (definition.method()) {
          case "gin" -> INVERTED;
          case "brin" -> SUMMARIZED;
          default -> 1;
        };
    double share =
        definition.predicate().isEmpty() ? 1 : rarity.of(candidate.table(), definition.predicate());
    return entries * entry * kind * share;
  }

  /// Share of the rows written to a table that an index gets: of those written to the whole, a
  /// partition's index gets as large a part as the partition is.
  private double share(QualifiedName indexed, QualifiedName written) {
    if (tree.covers(indexed, written)) {
      return 1;
    }
    TableFacts part = facts.tables().get(indexed);
    TableFacts whole = facts.tables().get(written);
    return part != null && whole != null && tree.covers(written, indexed)
        ? Math.clamp((double) part.rows() / Math.max(1, whole.rows()), 0, 1)
        : 0;
  }

  /// Entries in all indexes that one row costs because of this one.
  private double entries(Candidate candidate, WrittenRows rows) {
    return switch (rows.kind()) {
      case INSERT, MERGE -> 1;
      case UPDATE -> {
        int others = facts.indexesOf(candidate.table()).size();
        Recommendation.WriteOverhead of = counted.get(candidate.table());
        double notHot =
            of == null || of.updates() == 0
                ? USUALLY_NOT_HOT
                : 1 - (double) of.hotUpdates() / of.updates();
        yield changes(candidate, rows) ? 1 + others * (1 - notHot) : notHot;
      }
      case DELETE, SELECT, UTILITY -> 0;
    };
  }

  private static boolean changes(Candidate candidate, WrittenRows rows) {
    IndexDefinition definition = candidate.definition();
    String sql = definition.predicate() + " " + String.join(" ", definition.expressions());
    return rows.columns().stream()
        .anyMatch(column -> definition.allColumns().contains(column) || sql.contains(column));
  }
}
