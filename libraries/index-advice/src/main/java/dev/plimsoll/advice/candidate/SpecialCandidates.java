package dev.plimsoll.advice.candidate;

import dev.plimsoll.advice.use.PlannedUse.TableUse;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Collation.Provider;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Candidates that are no B-trees with the columns' own order.
///
/// @param trigrams schema of `pg_trgm`; empty where it is not created
record SpecialCandidates(DatabaseFacts facts, String trigrams) {
  private static final double IN_ORDER = 0.95;
  private static final long LARGE_BYTES = 64L << 20;
  private static final Set<Provider> BYTEWISE = Set.of(Provider.C, Provider.BUILTIN);

  /// Prefixes of texts, ranges of what was appended in order, and the inside of documents and
  /// arrays.
  void of(TableUse use, TableFacts table, List<Candidate> found) {
    for (String name : new TreeSet<>(use.prefixed())) {
      ColumnFacts column = facts.column(use.table(), name);
      if (column != null && isC(column)) {
        found.add(Candidate.on(use.table(), List.of(name)));
      } else if (column != null) {
        String type = column.type().startsWith("character varying") ? "varchar" : "text";
        String operators = column.type().startsWith("character(") ? "bpchar" : type;
        Candidate plain = Candidate.on(use.table(), List.of(name));
        found.add(
            new Candidate(
                use.table(),
                plain.definition().withOperatorClasses(List.of(operators + "_pattern_ops"))));
      }
    }
    for (String name : new TreeSet<>(use.ranged())) {
      ColumnFacts column = facts.column(use.table(), name);
      ColumnFacts.Statistics known = column == null ? null : column.statistics();
      if (table.heapBytes() >= LARGE_BYTES
          && known != null
          && Math.abs(known.correlation()) >= IN_ORDER) {
        Candidate plain = Candidate.on(use.table(), List.of(name));
        found.add(new Candidate(use.table(), plain.definition().withMethod("brin")));
      }
    }
    for (String name : new TreeSet<>(use.contained())) {
      ColumnFacts column = facts.column(use.table(), name);
      if (column != null && (column.type().equals("jsonb") || column.type().endsWith("[]"))) {
        Candidate plain = Candidate.on(use.table(), List.of(name));
        found.add(new Candidate(use.table(), plain.definition().withMethod("gin")));
      } else if (column != null && !trigrams.isEmpty() && isText(column)) {
        Candidate plain = Candidate.on(use.table(), List.of(name));
        found.add(
            new Candidate(
                use.table(),
                plain
                    .definition()
                    .withMethod("gin")
                    .withOperatorClasses(List.of(trigrams + ".gin_trgm_ops"))));
      }
    }
  }

  /// Whether bytes decide its order, so that a prefix is a range of it.
  private static boolean isC(ColumnFacts column) {
    ColumnFacts.Collation collation = column.collation();
    return collation != null && BYTEWISE.contains(collation.provider());
  }

  private static boolean isText(ColumnFacts column) {
    return column.type().equals("text") || column.type().startsWith("character");
  }
}
