package dev.plimsoll.vectors;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.vectors.index.VectorIndexes;
import dev.plimsoll.vectors.table.LastUsed;
import dev.plimsoll.vectors.table.VectorTable;
import dev.plimsoll.vectors.table.VectorTableReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tables that were searched lately, as the catalog had them: reading it takes longer than many a
/// search. Thread-safe.
final class TableCache {
  private static final int TABLES = 1_000;
  private static final Duration FRESH = Duration.ofSeconds(30);

  private record Asked(QualifiedName table, @Nullable String column, List<String> key) {}

  private record Known(VectorTable table, Map<Distance, VectorIndexes> indexes, long readAt) {
    private boolean isFresh() {
      return System.nanoTime() - readAt < FRESH.toNanos();
    }
  }

  private final Map<Asked, Known> tables = LastUsed.map(TABLES);

  VectorTable table(Connection connection, SearchQuery query) throws SQLException {
    return known(connection, query).table();
  }

  VectorIndexes indexes(Connection connection, SearchQuery query) throws SQLException {
    Known known = known(connection, query);
    Distance distance = query.request().distance();
    synchronized (known.indexes()) {
      @Nullable VectorIndexes indexes = known.indexes().get(distance);
      if (indexes == null) {
        indexes = VectorIndexes.of(connection, known.table(), distance);
        known.indexes().put(distance, indexes);
      }
      return indexes;
    }
  }

  private Known known(Connection connection, SearchQuery query) throws SQLException {
    Asked asked = new Asked(query.table(), query.column(), query.key());
    @Nullable Known known = tables.get(asked);
    if (known == null || !known.isFresh()) {
      VectorTable table =
          VectorTableReader.read(connection, query.table(), query.column(), query.key());
      known = new Known(table, new EnumMap<>(Distance.class), System.nanoTime());
      tables.put(asked, known);
    }
    return known;
  }

  /// What was known of it does not hold any more.
  void forget(SearchQuery query) {
    tables.remove(new Asked(query.table(), query.column(), query.key()));
  }
}
