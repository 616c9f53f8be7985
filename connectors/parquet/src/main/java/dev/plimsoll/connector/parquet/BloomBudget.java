package dev.plimsoll.connector.parquet;

import java.util.List;
import org.apache.parquet.column.ParquetProperties;

/// Which Bloom filters a file's next row group gets. They stay in memory until the file's end, so
/// a file without a limit must have one for them: row groups beyond it have none, which every
/// reader understands as "look for yourself".
final class BloomBudget {
  /// Of one filter: 430,000 different values with one in a hundred taken for there in error. A
  /// smaller one is written where it does.
  private static final int MOST_BYTES = 512 << 10;

  private static final int BYTES_A_FILE = 32 << 20;

  private final List<String> columns;
  private int filters;

  BloomBudget(List<String> columns) {
    this.columns = columns;
  }

  /// Asks for the filters of one more row group.
  void grant(ParquetProperties.Builder properties) {
    boolean granted = (long) (filters + columns.size()) * MOST_BYTES <= BYTES_A_FILE;
    if (columns.isEmpty() || !granted) {
      return;
    }
    filters += columns.size();
    properties.withMaxBloomFilterBytes(MOST_BYTES).withAdaptiveBloomFilterEnabled(true);
    columns.forEach(column -> properties.withBloomFilterEnabled(column, true));
  }
}
