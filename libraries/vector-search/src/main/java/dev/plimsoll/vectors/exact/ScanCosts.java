package dev.plimsoll.vectors.exact;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.vectors.table.VectorTable;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/// What exact searches cost, learnt from those that have run: milliseconds for each 1000 pages of a
/// table. Thread-safe; the tables that were searched last are remembered.
public final class ScanCosts {
  private static final int TABLES = 1_000;
  private static final double PAGES = 1_000;

  /// Share of the newest measurement, so that about ten make up the average.
  private static final double NEWEST = 0.2;

  private final Map<QualifiedName, Double> millis =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<QualifiedName, Double> eldest) {
              return size() > TABLES;
            }
          });

  /// Learns from a search of the whole table without conditions, which would make it cheaper.
  ///
  /// @param busy time of all its statements together
  public void learn(VectorTable table, Duration busy) {
    double measured = busy.toNanos() / 1e6 * PAGES / Math.max(1, table.extent().pages());
    millis.merge(table.name(), measured, (known, fresh) -> known + NEWEST * (fresh - known));
  }

  /// Milliseconds for each 1000 pages; empty for a table that was never searched.
  public OptionalDouble perThousandPages(QualifiedName table) {
    Double known = millis.get(table);
    return known == null ? OptionalDouble.empty() : OptionalDouble.of(known);
  }
}
