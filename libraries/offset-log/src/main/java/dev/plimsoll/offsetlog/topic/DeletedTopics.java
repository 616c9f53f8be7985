package dev.plimsoll.offsetlog.topic;

import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Lets this process forget the partitions of topics that were deleted, also by others. The row of
/// a deleted topic stays for a while: whoever looks more often than that misses none.
public final class DeletedTopics {
  private static final String DELETED =
      "SELECT t.topic_id, t.name FROM log_topic t WHERE t.deleted_at IS NOT NULL";

  private final Transactions transactions;
  private final Partitions partitions;
  private final Set<Integer> seen = ConcurrentHashMap.newKeySet();

  /// @param partitions as this process remembers them
  public DeletedTopics(Transactions transactions, Partitions partitions) {
    this.transactions = transactions;
    this.partitions = partitions;
    transactions.histories().forgetBy(seen::clear);
  }

  /// To be called again and again.
  public synchronized void look() throws SQLException {
    Map<Integer, String> deleted =
        transactions.run(
            connection -> {
              try (PreparedStatement read = connection.prepareStatement(DELETED);
                  ResultSet rows = read.executeQuery()) {
                Map<Integer, String> found = new HashMap<>();
                while (rows.next()) {
                  found.put(rows.getInt("topic_id"), rows.getString("name"));
                }
                return found;
              }
            });
    seen.retainAll(deleted.keySet());
    deleted.forEach(
        (id, name) -> {
          if (seen.add(id)) {
            partitions.forget(name);
          }
        });
  }
}
