package dev.plimsoll.offsetlog.assignment;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// Row locks of shards. Only the holder of a shard assigns offsets in its partitions.
public final class Shards {
  /// Shards are numbered from 0.
  public static final int COUNT = 16;

  /// Settings of a transaction that assigns offsets, sent with the statement that locks shards.
  ///
  /// The server ends a frozen session. Plans are generic and use keys: one from when the queue
  /// was empty would scan it when it is long. Forbidden scans are estimated at a price that would
  /// start the JIT compiler.
  static final String SETTINGS = settings("");

  /// The same, with a short lock timeout: others wait behind it that do not need the lock.
  static final String SETTINGS_BRIEFLY = settings(", set_config('lock_timeout', '1s', true)");

  private static final String LOCK =
      """
      SELECT l.shard FROM shard l WHERE l.shard = ANY (?) ORDER BY l.shard FOR UPDATE
      """;

  private static String settings(String more) {
    return """
        SELECT set_config('idle_in_transaction_session_timeout', '10s', true),
          set_config('plan_cache_mode', 'force_generic_plan', true),
          set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
          set_config('enable_sort', 'off', true), set_config('jit', 'off', true)%s;
        """
        .formatted(more);
  }

  /// Waiting rows of some producers. Read under the locks in a statement of its own, which sees
  /// all that was accepted before.
  private static final String LOOK =
      """
      ;SELECT m.shard, m.manifest_id, m.producers FROM manifest m
      WHERE m.shard = ANY (?) AND (m.producers IS NULL OR m.producers && ?)
      """;

  /// Producers that a look can ask for; beyond it every row counts as theirs.
  private static final int MOST_ASKED = 200;

  private static final String LOOK_AT_ALL =
      """
      ;SELECT m.shard, max(m.manifest_id) AS manifest_id, NULL::int[] AS producers FROM manifest m
      WHERE m.shard = ANY (?) GROUP BY m.shard
      """;

  private Shards() {}

  /// A waiting row of the manifest.
  ///
  /// @param producers whose batches it holds; empty if unknown
  public record QueuedRow(int shard, long manifestId, Set<Integer> producers) {
    static QueuedRow of(ResultSet row) throws SQLException {
      Array producers = row.getArray("producers");
      return new QueuedRow(
          row.getInt("shard"),
          row.getLong("manifest_id"),
          producers == null ? Set.of() : Set.of((Integer[]) producers.getArray()));
    }

    /// Whether it may hold a batch of this producer.
    public boolean mayBeOf(int producerRef) {
      return producers.isEmpty() || producers.contains(producerRef);
    }
  }

  /// Locks shards as [#lock], and reads waiting rows of some producers.
  ///
  /// @param briefly whether to give up after a second
  public static List<QueuedRow> lockAndLook(
      Connection connection,
      Collection<Integer> shards,
      Collection<Integer> producerRefs,
      boolean briefly)
      throws SQLException {
    int[] locked = ints(Set.copyOf(shards));
    int[] asked = ints(Set.copyOf(producerRefs));
    boolean all = asked.length > MOST_ASKED;
    String settings = briefly ? SETTINGS_BRIEFLY : SETTINGS;
    try (PreparedStatement lock =
        connection.prepareStatement(settings + LOCK + (all ? LOOK_AT_ALL : LOOK))) {
      lock.setObject(1, locked);
      lock.setObject(2, locked);
      if (!all) {
        lock.setObject(3, asked);
      }
      afterSettings(lock).close();
      lock.getMoreResults();
      List<QueuedRow> queued = new ArrayList<>();
      try (ResultSet rows = Objects.requireNonNull(lock.getResultSet(), "no look")) {
        while (rows.next()) {
          queued.add(QueuedRow.of(rows));
        }
      }
      return queued;
    }
  }

  /// Locks shards in one order, until the transaction ends.
  public static void lock(Connection connection, Collection<Integer> shards) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(SETTINGS + LOCK)) {
      lock.setObject(1, ints(Set.copyOf(shards)));
      afterSettings(lock).close();
    }
  }

  /// Executes a statement that begins with [#SETTINGS].
  ///
  /// @return the result behind them
  static ResultSet afterSettings(PreparedStatement statement) throws SQLException {
    statement.execute();
    statement.getMoreResults();
    return Objects.requireNonNull(statement.getResultSet(), "the settings alone");
  }
}
