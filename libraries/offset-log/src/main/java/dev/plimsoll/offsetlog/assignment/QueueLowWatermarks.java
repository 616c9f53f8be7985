package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Low watermarks of shards' queues: below one, nothing waits nor ever will, so a search for the
/// oldest row starts there. Deleted rows stay in the index until a vacuum, or until an old
/// snapshot ends; without a low watermark each run would walk over all of them.
///
/// Ids are drawn before their rows are visible, so a smaller one may come later. A low watermark
/// is therefore proven. Take an id that is known to be drawn. A transaction with a smaller one
/// has ended, or holds a lock on the queue. Once all lock holders of that moment are gone, all
/// smaller ids are visible. The next run takes them; if it reaches the id and commits, the id is
/// the low watermark.
final class QueueLowWatermarks {
  /// Held from before an id is drawn until its row is visible. A virtual transaction's number is
  /// never reused while a server lives; prepared transactions have one too.
  private static final String WRITERS =
      """
      SELECT k.virtualtransaction FROM pg_catalog.pg_locks k
      WHERE k.locktype = 'relation' AND k.relation = 'manifest'::regclass
        AND k.database = (SELECT d.oid FROM pg_catalog.pg_database d
          WHERE d.datname = current_database())
        AND k.mode = 'RowExclusiveLock' AND k.pid IS DISTINCT FROM pg_backend_pid()
      """;

  /// Rows taken before locks are read: walking over them costs a millisecond.
  private static final int WORTHWHILE = 4_096;
  private static final long NONE = -1;

  /// @param manifestId drawn before the writers were read
  /// @param writers that may have drawn a smaller one
  private record Candidate(long manifestId, Set<String> writers) {}

  /// @param generation of the database's history to which it belongs
  /// @param taken the greatest id of the last run
  /// @param since rows taken since the low watermark moved
  private record Shard(
      long generation, long lowWatermark, long taken, long since, @Nullable Candidate candidate) {}

  private final Map<Integer, Shard> shards = new ConcurrentHashMap<>();

  /// Low watermarks by shard, from 0 on; -1 where unknown.
  ///
  /// @param generation of the session's history
  long[] all(long generation) {
    long[] lowWatermarks = new long[0];
    for (Map.Entry<Integer, Shard> shard : shards.entrySet()) {
      if (shard.getValue().generation() == generation) {
        if (lowWatermarks.length <= shard.getKey()) {
          int before = lowWatermarks.length;
          lowWatermarks = Arrays.copyOf(lowWatermarks, shard.getKey() + 1);
          Arrays.fill(lowWatermarks, before, lowWatermarks.length, NONE);
        }
        lowWatermarks[shard.getKey()] = shard.getValue().lowWatermark();
      }
    }
    return lowWatermarks;
  }

  /// One run of a shard.
  final class Turn {
    private final int number;
    private final Shard shard;
    private final @Nullable Set<String> writers;

    private Turn(int number, Shard shard, @Nullable Set<String> writers) {
      this.number = number;
      this.shard = shard;
      this.writers = writers;
    }

    long lowWatermark() {
      return shard.lowWatermark();
    }

    /// To be called after the commit only.
    ///
    /// @param rows taken, the oldest ones
    /// @param taken the greatest id among them
    void committed(int rows, long taken) {
      if (rows == 0 || shard.generation() < 0) {
        return;
      }
      long lowWatermark = shard.lowWatermark();
      long since = shard.since() + rows;
      Candidate candidate = shard.candidate();
      if (writers != null) {
        if (candidate != null
            && taken >= candidate.manifestId()
            && Collections.disjoint(candidate.writers(), writers)) {
          lowWatermark = candidate.manifestId();
          since = rows;
          candidate = null;
        }
        if (candidate == null && shard.taken() > lowWatermark && taken >= shard.taken()) {
          candidate = new Candidate(shard.taken(), writers);
        }
      }
      shards.put(number, new Shard(shard.generation(), lowWatermark, taken, since, candidate));
    }
  }

  /// Begins a run, under the shard's lock. A statement of its own, before rows are taken.
  ///
  /// @param generation of the session's history; negative if unknown
  Turn begin(Connection connection, int number, long generation) throws SQLException {
    Shard known = shards.get(number);
    Shard shard =
        known != null && known.generation() == generation
            ? known
            : new Shard(generation, NONE, NONE, 0, null);
    return new Turn(number, shard, shard.since() >= WORTHWHILE ? writers(connection) : null);
  }

  private static Set<String> writers(Connection connection) throws SQLException {
    return Set.copyOf(Sql.of(connection, WRITERS).list(row -> row.getString("virtualtransaction")));
  }
}
