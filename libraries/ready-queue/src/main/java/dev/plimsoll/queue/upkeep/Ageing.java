package dev.plimsoll.queue.upkeep;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;
import java.time.Duration;

/// Where classes stand in the order: their priority, and more the longer their oldest job has
/// waited. Thread-safe, and for any number of processes.
///
/// Kept beside the classes, so that a claim need not look how long everything has waited.
public final class Ageing {
  private final Transactions transactions;
  private final Duration step;
  private final Duration patience;

  /// @param step after which a waiting job's priority counts for one more, up to 10; above 0
  /// @param patience after which a class is starving, so that a worker is held for it
  public Ageing(Transactions transactions, Duration step, Duration patience) {
    this.transactions = transactions;
    this.step = step;
    this.patience = patience;
  }

  /// Writes what has changed. Cost: an index probe a class.
  ///
  /// @return how many classes changed
  public int write() throws SQLException {
    // Step and patience in seconds.
    return transactions.run(
        connection ->
            Sql.of(
                    connection,
                    """
                    WITH age AS (
                      SELECT c.class_id, coalesce(extract(epoch FROM now() - head.since), 0) AS seconds
                      FROM resource_class c LEFT JOIN LATERAL (
                        SELECT r.since FROM ready r WHERE r.class_id = c.class_id
                        ORDER BY r.seq LIMIT 1
                      ) head ON true
                    ), new AS (
                      SELECT c.class_id, least(10, c.priority + floor(age.seconds / ?))::smallint AS standing,
                        age.seconds > ? AS starving
                      FROM age JOIN resource_class c ON c.class_id = age.class_id
                    )
                    UPDATE resource_class c SET standing = new.standing, starving = new.starving
                    FROM new WHERE c.class_id = new.class_id
                      AND (c.standing, c.starving) <> (new.standing, new.starving)
                    """,
                    step,
                    patience)
                .update());
  }
}
