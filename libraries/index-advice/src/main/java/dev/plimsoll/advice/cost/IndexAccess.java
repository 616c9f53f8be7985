package dev.plimsoll.advice.cost;

import dev.plimsoll.advice.use.PlannedUse.TableUse;
import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import java.util.List;

/// Cost of an index scan from statistics, in the planner's units at their default prices.
///
/// Leading columns of the key that are compared for equality divide the rows by their distinct
/// values,
/// as if they were independent; a range behind them lets a third of the rows in, as the planner
/// takes
/// it where it knows nothing. A row costs 0.0175 and its page 1.1, each page once at most; no
/// page
/// where the index holds all that is read. A descent costs 1.1 and 0.0025 for each comparison.
record IndexAccess(DatabaseFacts facts) {
  private static final double PAGE = 1.1;
  private static final double ROW = 0.0175;
  private static final double COMPARISON = 0.0025;
  private static final double RANGE = 1 / 3.0;
  private static final double FIRST_ROWS = 100;
  private static final int PAGE_BYTES = 8_192;

  /// Infinite where no condition begins the key, and no order of first rows follows it.
  double cost(TableUse use, IndexDefinition definition, double probes, boolean limited) {
    TableFacts table = facts.tables().get(use.table());
    if (table == null || table.rows() <= 0) {
      return Double.POSITIVE_INFINITY;
    }
    double share = 1;
    int matched = 0;
    boolean joined = false;
    for (String column : definition.columns()) {
      if (use.equal().contains(column) || use.joined().contains(column)) {
        joined |= !use.equal().contains(column);
        share /= distinct(use, table, column);
        matched++;
      } else {
        break;
      }
    }
    List<String> rest = definition.columns().subList(matched, definition.columns().size());
    if (!rest.isEmpty() && use.ranged().contains(rest.getFirst())) {
      share *= RANGE;
      matched++;
    }
    double rows = Math.max(1, table.rows() * share);
    List<String> sort = use.sort().stream().map(column -> column.column()).toList();
    boolean inOrder =
        !sort.isEmpty() && rest.size() >= sort.size() && rest.subList(0, sort.size()).equals(sort);
    if (limited && inOrder && !joined) {
      rows = Math.min(rows, FIRST_ROWS);
    } else if (matched == 0) {
      return Double.POSITIVE_INFINITY;
    }
    boolean covering = !use.needed().isEmpty() && definition.allColumns().containsAll(use.needed());
    double pages =
        covering ? 0 : Math.min(rows, Math.max(1, table.heapBytes() / (double) PAGE_BYTES));
    double descent = PAGE + COMPARISON * Math.log(table.rows()) / Math.log(2);
    return (joined ? probes : 1) * (descent + rows * ROW + pages * PAGE);
  }

  private double distinct(TableUse use, TableFacts table, String name) {
    ColumnFacts column = facts.column(use.table(), name);
    ColumnFacts.Statistics known = column == null ? null : column.statistics();
    return known == null ? 1 : known.distinctOf(table.rows());
  }
}
