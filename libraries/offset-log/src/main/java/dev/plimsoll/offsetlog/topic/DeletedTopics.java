package dev.plimsoll.offsetlog.topic;

import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Watch for deleted topics, which makes this process forget their partitions. It looks back an
/// hour: more frequent looks miss none.
public final class DeletedTopics {
  private static final String DELETED =
      """
      SELECT t.topic_id, t.name FROM log_topic t
      WHERE t.deleted_at IS NOT NULL AND t.deleted_at > now() - interval '1 hour'
      """;

  private final Transactions transactions;
  private final Partitions partitions;
  private final Set<Integer> seen = ConcurrentHashMap.newKeySet();

  public DeletedTopics(Transactions transactions, Partitions partitions) {
    this.transactions = transactions;
    this.partitions = partitions;
    transactions.histories().forgetBy(seen::clear);
  }

  /// To be called again and again.
  public synchronized void look() throws SQLException {
    Map<Integer, String> deleted =
        transactions.run(
            connection ->
                Sql.of(connection, DELETED)
                    .map(row -> row.getInt("topic_id"), row -> row.getString("name")));
    seen.retainAll(deleted.keySet());
    deleted.forEach(
        (id, name) -> {
          if (seen.add(id)) {
            partitions.forget(name);
          }
        });
  }
}
