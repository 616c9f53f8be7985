package dev.plimsoll.offsetlog.reading;

import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/// Looks how far partitions are: one statement for all that somebody waits for.
public final class HighWatermarkReader {
  private static final String READ =
      "SELECT s.part_id, s.next_offset FROM partition_state s WHERE s.part_id = ANY (?)";

  private final Transactions transactions;

  public HighWatermarkReader(Transactions transactions) {
    this.transactions = transactions;
  }

  /// @return the high watermarks of those that there are still
  public Map<Integer, Long> read(Collection<Integer> partIds) throws SQLException {
    return transactions.run(
        connection -> {
          try (PreparedStatement read = connection.prepareStatement(READ)) {
            read.setObject(1, partIds.stream().mapToInt(Integer::intValue).distinct().toArray());
            try (ResultSet rows = read.executeQuery()) {
              Map<Integer, Long> highWatermarks = new HashMap<>();
              while (rows.next()) {
                highWatermarks.put(rows.getInt("part_id"), rows.getLong("next_offset"));
              }
              return highWatermarks;
            }
          }
        });
  }
}
