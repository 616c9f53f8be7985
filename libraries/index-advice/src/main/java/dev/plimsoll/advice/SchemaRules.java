package dev.plimsoll.advice;

import dev.plimsoll.advice.SchemaAdvice.Kind;
import dev.plimsoll.advice.trial.TrialTimer.Timed;
import dev.plimsoll.advice.trial.Turns;
import dev.plimsoll.advice.use.PlannedUse;
import dev.plimsoll.advice.use.PlannedUse.SortColumn;
import dev.plimsoll.advice.use.PlannedUse.TableUse;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.planning.sizing.SizeText;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Rules that find what keeps indexes from helping a statement that still takes a notable share of
/// the workload's time with all of them, or from helping it where it is prepared.
///
/// @param trigrams whether `pg_trgm` is created
record SchemaRules(DatabaseFacts facts, boolean trigrams) {
  private static final double NOTABLE = 0.02;
  private static final double WHOLE = 0.3;
  private static final long LARGE_BYTES = 8L << 20;
  private static final int MOST = 20;

  /// @param shares of the workload's time after, by statement
  /// @param generic statements that a plan for all values slows
  List<SchemaAdvice> of(
      Map<String, PlannedUse> uses, Map<String, Double> shares, Map<String, Turns> generic) {
    List<SchemaAdvice> found = new ArrayList<>();
    uses.forEach(
        (id, use) -> {
          double share = shares.getOrDefault(id, 0.0);
          if (generic.containsKey(id)) {
            found.add(generic(id, share, use, generic.get(id)));
          }
          if (share >= NOTABLE) {
            Stream.of(
                    sortedElsewhere(id, share, use), pattern(id, share, use), whole(id, share, use))
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(found::add);
          }
        });
    return found.stream()
        .sorted(
            Comparator.comparingDouble((SchemaAdvice one) -> -one.share())
                .thenComparing(SchemaAdvice::statement))
        .limit(MOST)
        .toList();
  }

  private static SchemaAdvice generic(String id, double share, PlannedUse use, Turns turns) {
    return new SchemaAdvice(
        Kind.GENERIC_PLAN,
        id,
        share,
        use.tables().stream().map(TableUse::table).distinct().toList(),
        "where the application prepares it, the server keeps one plan for all values, with which it takes %s instead of %s: run it unprepared (JDBC: setPrepareThreshold(0) of its statement; psycopg: prepare=False), or with plan_cache_mode = force_custom_plan."
            .formatted(millis(turns.without()), millis(turns.with())));
  }

  private static String millis(Timed timed) {
    return String.format(Locale.ROOT, timed.millis() < 10 ? "%.2f ms" : "%,.0f ms", timed.millis());
  }

  private static Optional<SchemaAdvice> sortedElsewhere(String id, double share, PlannedUse use) {
    if (!use.limited()) {
      return Optional.empty();
    }
    for (TableUse sorted : use.tables()) {
      for (TableUse chosen : use.tables()) {
        if (!sorted.sort().isEmpty()
            && chosen.ordersOther()
            && !chosen.equal().isEmpty()
            && sorted.equal().isEmpty()
            && !chosen.joined().isEmpty()
            && !sorted.table().equals(chosen.table())) {
          String keys = list(sorted.sort().stream().map(SortColumn::column).toList());
          return Optional.of(
              new SchemaAdvice(
                  Kind.SORT_KEYS_ELSEWHERE,
                  id,
                  share,
                  List.of(chosen.table(), sorted.table()),
                  "its sort keys %s live on %s, its rows are chosen by %s of %s: no index holds both. Copy the keys, or one rank made of them, to %s and index them behind %s; or keep a queue table in that order."
                      .formatted(
                          keys,
                          sorted.table().name(),
                          list(chosen.equal()),
                          chosen.table().name(),
                          chosen.table().name(),
                          list(chosen.equal()))));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<SchemaAdvice> pattern(String id, double share, PlannedUse use) {
    for (TableUse table : use.tables()) {
      for (String name : table.contained()) {
        ColumnFacts column = facts.column(table.table(), name);
        if (!trigrams
            && column != null
            && (column.type().equals("text") || column.type().startsWith("character"))) {
          return Optional.of(
              new SchemaAdvice(
                  Kind.PATTERN,
                  id,
                  share,
                  List.of(table.table()),
                  "it looks for a pattern anywhere in %s of %s, which no B-tree finds: CREATE EXTENSION pg_trgm lets a GIN index find it."
                      .formatted(name, table.table().name())));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<SchemaAdvice> whole(String id, double share, PlannedUse use) {
    for (TableUse table : use.tables()) {
      TableFacts facts = this.facts.tables().get(table.table());
      if (facts != null
          && facts.heapBytes() >= LARGE_BYTES
          && !use.limited()
          && readsMost(table, facts)) {
        return Optional.of(
            new SchemaAdvice(
                Kind.WHOLE_TABLE,
                id,
                share,
                List.of(table.table()),
                "it reads most rows of %s (%s), which no index makes fewer: keep the sums it wants in a summary table or a materialized view, or partition by what its range is."
                    .formatted(table.table().name(), SizeText.bytes(facts.heapBytes()))));
      }
    }
    return Optional.empty();
  }

  /// Nothing selects, but perhaps a range, and not of what the table is partitioned by.
  private boolean readsMost(TableUse use, TableFacts table) {
    boolean pruned =
        table.partitionKey().stream()
            .anyMatch(key -> use.ranged().contains(key) || use.equal().contains(key));
    double share = 1;
    for (String column : use.equal()) {
      share /= distinct(use.table(), table, column);
    }
    boolean searched =
        !use.joined().isEmpty()
            || !use.prefixed().isEmpty()
            || !use.contained().isEmpty()
            || !use.expressions().isEmpty()
            || !use.alternatives().isEmpty()
            || use.ranged().size() > 1;
    return share > WHOLE && !searched && !pruned;
  }

  private double distinct(QualifiedName name, TableFacts table, String column) {
    ColumnFacts facts = this.facts.column(name, column);
    ColumnFacts.Statistics known = facts == null ? null : facts.statistics();
    return known == null ? 1 : known.distinctOf(table.rows());
  }

  private static String list(Iterable<String> names) {
    List<String> sorted = new ArrayList<>();
    names.forEach(sorted::add);
    return String.join(", ", names instanceof Set<?> ? sorted.stream().sorted().toList() : sorted);
  }
}
