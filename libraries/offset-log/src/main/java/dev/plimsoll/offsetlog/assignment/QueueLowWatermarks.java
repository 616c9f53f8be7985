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

/// Up to where nothing of a shard's queue waits, nor ever will: the oldest that waits is looked for
/// behind it. Rows that were taken stay in the index until a vacuum, and beside an old snapshot
/// until that is gone; of a million that wait, each run would walk over all that were taken before.
///
/// Numbers are drawn before their rows can be seen: one that is smaller than a row that was taken
/// may still come, and must be taken before those behind it. So a low watermark is proven. A number
/// is known to be drawn. Whoever has drawn a smaller one has either committed, or holds a lock on
/// the queue: who does is read. Once none of those holds one any more, all smaller ones can be
/// seen. The run that begins then takes them, as those before it did, from the former low watermark
/// on; where it has got at least as far as that number and has committed, that is the low
/// watermark.
final class QueueLowWatermarks {
  /// Everybody holds this lock from before the number is drawn until the row can be seen.
  /// Numbers of virtual transactions are not used twice while a server lives; what was
  /// prepared has one too.
  private static final String WRITERS =
      """
      SELECT k.virtualtransaction FROM pg_catalog.pg_locks k
      WHERE k.locktype = 'relation' AND k.relation = 'manifest'::regclass
        AND k.database = (SELECT d.oid FROM pg_catalog.pg_database d
          WHERE d.datname = current_database())
        AND k.mode = 'RowExclusiveLock' AND k.pid IS DISTINCT FROM pg_backend_pid()
      """;

  /// Rows to be taken before it is worth to look at locks: they are walked over in a millisecond.
  private static final int WORTHWHILE = 4_096;

  private static final long NONE = -1;

  /// @param manifestId that was drawn before the writers were read
  /// @param writers that may have drawn a smaller one
  private record Candidate(long manifestId, Set<String> writers) {}

  /// @param generation of the database's history in which it is true
  /// @param taken the greatest number of the last run
  /// @param since rows that were taken since the low watermark moved
  private record Shard(
      long generation, long lowWatermark, long taken, long since, @Nullable Candidate candidate) {}

  private final Map<Integer, Shard> shards = new ConcurrentHashMap<>();

  /// By shard, from 0 on; -1 where everything has to be looked at.
  ///
  /// @param generation of what the session reads
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

    /// To be called once it has committed, and only then.
    ///
    /// @param rows that it took: the oldest
    /// @param taken the greatest number among them
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

  /// Under the shard's lock, before anything is taken: in a statement of its own, so that what is
  /// taken is looked for later.
  ///
  /// @param generation of what the session reads; less than 0 where it is unknown
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
