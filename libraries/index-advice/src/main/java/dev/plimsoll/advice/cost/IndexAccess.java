package dev.plimsoll.advice.cost;

import dev.plimsoll.advice.candidate.Rarity;
import dev.plimsoll.advice.use.PlannedUse.ConstantCondition;
import dev.plimsoll.advice.use.PlannedUse.ExpressionUse;
import dev.plimsoll.advice.use.PlannedUse.TableUse;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Cost of an index scan from statistics, in the planner's units at their default prices.
///
/// Leading columns of the key that are compared for equality divide the rows by their distinct
/// values, as if they were independent; a range behind them lets a third of the rows in, as the
/// planner takes it where it knows nothing. Where the key holds all conditions, the rows are those
/// that the planner expects of the present scan, by the values themselves. A row costs 0.0175 and
/// its page 1.1, each page once at most; no page where the index holds all that is read. A
/// descent costs 1.1 and 0.0025 for each comparison.
///
/// Of rows in the order that is asked for, or in any where none is, a LIMIT reads its share, as the
/// planner takes it; without a plan a hundred that pass the statement's other conditions for
/// equality.
///
/// Rows that follow each other in the index are on so many fewer pages as the square of the first
/// column's correlation says (costsize.c, cost_index), for a key of several columns taken for three
/// quarters (selfuncs.c, btcostestimate).
///
/// A partial index holds the planner's share of the rows for its predicate, which the statement
/// has to state; an expression that is compared for equality lets a 200th of the rows in, as the
/// planner takes it without statistics. Of a partition count its own rows, pages and statistics.
record IndexAccess(DatabaseFacts facts, Rarity rarity) {
  private static final double PAGE = 1.1;
  private static final double ROW = 0.0175;
  private static final double COMPARISON = 0.0025;
  private static final double RANGE = 1 / 3.0;
  private static final double EXPRESSION = 1 / 200.0;
  private static final double PREFIX = 1 / 100.0;
  // Without a plan.
  private static final double FIRST_ROWS = 100;
  private static final double SEVERAL_COLUMNS = 0.75;
  private static final int PAGE_BYTES = 8_192;

  /// A scan that an index scan could replace.
  ///
  /// @param table that is scanned: the one that the statement uses, or a partition of it
  /// @param probes of its join: rows of the other side; 1 without a join
  /// @param parts partitions that are scanned together with it, this one included: each gives its
  ///     share of first rows
  /// @param rows that pass all of its conditions, by the present plan; NaN where not known
  /// @param first share of the rows that a LIMIT asks for, 1 without one; NaN without a plan
  record Place(QualifiedName table, double probes, int parts, double rows, double first) {
    /// @param limited whether the statement asks for its first rows only
    boolean isLimited(boolean limited) {
      return Double.isNaN(first) ? limited : first < 1;
    }
  }

  /// Infinite where no condition begins the key, and no order of first rows follows it.
  double cost(TableUse use, IndexDefinition definition, Place place, boolean limited) {
    TableFacts table = facts.tables().get(place.table());
    if (table == null || table.rows() <= 0) {
      return Double.POSITIVE_INFINITY;
    }
    double share = 1;
    int matched = 0;
    boolean joined = false;
    if (!definition.predicate().isEmpty()) {
      if (use.constants().stream().noneMatch(of(definition.predicate()))) {
        return Double.POSITIVE_INFINITY;
      }
      share = rarity.of(use.table(), definition.predicate());
    }
    for (String column : definition.columns()) {
      if (column.isEmpty()) {
        ExpressionUse compared = compared(use, definition);
        if (compared == null) {
          break;
        }
        share *= compared.equality() ? EXPRESSION : RANGE;
        matched++;
        if (!compared.equality()) {
          break;
        }
      } else if (use.equal().contains(column) || use.joined().contains(column)) {
        joined |= !use.equal().contains(column);
        share /= distinct(use, table, column);
        matched++;
      } else {
        break;
      }
    }
    if (matched == 0 && use.prefixed().contains(definition.columns().getFirst())) {
      share *= PREFIX;
      matched++;
    }
    List<String> rest = definition.columns().subList(matched, definition.columns().size());
    if (!rest.isEmpty() && use.ranged().contains(rest.getFirst())) {
      share *= RANGE;
      matched++;
    }
    boolean all = !joined && holdsAll(use, definition, matched);
    double rows =
        Math.max(1, all && !Double.isNaN(place.rows()) ? place.rows() : table.rows() * share);
    List<String> sort = use.sort().stream().map(column -> column.column()).toList();
    boolean inOrder =
        !sort.isEmpty() && rest.size() >= sort.size() && rest.subList(0, sort.size()).equals(sort);
    boolean first = inOrder && !joined && place.isLimited(limited);
    if (matched == 0 && definition.predicate().isEmpty() && !first) {
      return Double.POSITIVE_INFINITY;
    }
    if (first && Double.isNaN(place.first())) {
      double asked = Math.max(1, FIRST_ROWS / place.parts());
      rows = Math.min(rows, asked / shareOfOthers(use, table, definition, matched));
    } else if (first || sort.isEmpty() && !use.ordersOther() && place.first() < 1) {
      rows = Math.max(1, rows * place.first());
    }
    boolean covering = !use.needed().isEmpty() && definition.allColumns().containsAll(use.needed());
    double pages = covering ? 0 : pages(table, use, definition, rows);
    double tuples = Math.max(1, table.rows());
    double descent = PAGE + COMPARISON * Math.log(tuples) / Math.log(2);
    return (joined ? place.probes() : 1) * (descent + rows * ROW + pages * PAGE);
  }

  /// Whether the first columns of the key are all that the statement asks of the table.
  private static boolean holdsAll(TableUse use, IndexDefinition definition, int matched) {
    List<String> first = definition.columns().subList(0, matched);
    return !first.contains("")
        && definition.predicate().isEmpty()
        && first.containsAll(use.equal())
        && first.containsAll(use.ranged())
        && first.containsAll(use.prefixed())
        && use.contained().isEmpty()
        && use.expressions().isEmpty()
        && use.alternatives().isEmpty()
        && use.constants().stream().allMatch(constant -> first.contains(constant.column()));
  }

  private double pages(TableFacts table, TableUse use, IndexDefinition definition, double rows) {
    double all = Math.max(1, table.heapBytes() / (double) PAGE_BYTES);
    double scattered = Math.min(rows, all);
    double together = Math.max(1, all * rows / Math.max(1, table.rows()));
    ColumnFacts.Statistics first = statistics(table, use, definition.columns().getFirst());
    double correlation =
        first == null || Double.isNaN(first.correlation()) ? 0 : first.correlation();
    if (definition.columns().size() > 1) {
      correlation *= SEVERAL_COLUMNS;
    }
    return scattered + correlation * correlation * (Math.min(together, scattered) - scattered);
  }

  /// Share of the rows that pass the conditions for equality which the index does not: the first
  /// rows in its order are looked for among all others.
  private double shareOfOthers(
      TableUse use, TableFacts table, IndexDefinition definition, int matched) {
    List<String> taken = definition.columns().subList(0, matched);
    double share = 1;
    for (String column : use.equal()) {
      if (taken.contains(column)) {
        continue;
      }
      double passing = 1 / distinct(use, table, column);
      for (ConstantCondition constant : use.constants()) {
        if (constant.column().equals(column)) {
          boolean stated = constant.condition().equals(definition.predicate());
          passing = stated ? 1 : rarity.of(use.table(), constant.condition());
        }
      }
      share *= passing;
    }
    return Math.max(1e-9, share);
  }

  private double distinct(TableUse use, TableFacts table, String name) {
    ColumnFacts.Statistics known = statistics(table, use, name);
    return known == null ? 1 : known.distinctOf(table.rows());
  }

  /// Of a partition, or else of its table.
  private ColumnFacts.@Nullable Statistics statistics(TableFacts table, TableUse use, String name) {
    ColumnFacts.Statistics known = statistics(table.name(), name);
    return known == null ? statistics(use.table(), name) : known;
  }

  private ColumnFacts.@Nullable Statistics statistics(QualifiedName table, String name) {
    ColumnFacts column = facts.column(table, name);
    return column == null ? null : column.statistics();
  }

  private static Predicate<ConstantCondition> of(String predicate) {
    return constant -> constant.condition().equals(predicate);
  }

  private static @Nullable ExpressionUse compared(TableUse use, IndexDefinition definition) {
    return use.expressions().stream()
        .filter(one -> definition.expressions().contains(one.expression()))
        .findFirst()
        .orElse(null);
  }

  /// Of one side of an OR, by an index that begins with its column.
  double ofAlternative(TableUse use, QualifiedName scanned, String column) {
    TableFacts table = facts.tables().get(scanned);
    if (table == null || table.rows() <= 0) {
      return Double.POSITIVE_INFINITY;
    }
    double rows = Math.max(1, table.rows() / distinct(use, table, column));
    return PAGE + rows * (ROW + PAGE);
  }
}
