package dev.plimsoll.health;

import dev.plimsoll.health.facts.TableHealth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Rows and writes of tables with those of their partitions, whose own counters are zero.
final class TableTotals {
  /// Sums since the counters were reset.
  record Totals(long rows, long inserted, long updated, long deleted) {
    private static final Totals NONE = new Totals(0, 0, 0, 0);

    long writes() {
      return inserted + updated + deleted;
    }

    private Totals plus(Totals other) {
      return new Totals(
          rows + other.rows,
          inserted + other.inserted,
          updated + other.updated,
          deleted + other.deleted);
    }
  }

  private final Map<Long, Totals> totals = new HashMap<>();

  TableTotals(List<TableHealth> tables) {
    Map<Long, TableHealth> byOid = new HashMap<>();
    tables.forEach(table -> byOid.put(table.oid(), table));
    for (TableHealth table : tables) {
      if (table.hasStorage()) {
        Totals own =
            new Totals(
                table.rows(),
                table.activity().inserted(),
                table.activity().updated(),
                table.activity().deleted());
        @Nullable TableHealth at = table;
        while (at != null) {
          totals.merge(at.oid(), own, Totals::plus);
          at = byOid.get(at.parent());
        }
      }
    }
  }

  /// Zeros for a table outside of the scope.
  Totals of(long table) {
    return totals.getOrDefault(table, Totals.NONE);
  }
}
