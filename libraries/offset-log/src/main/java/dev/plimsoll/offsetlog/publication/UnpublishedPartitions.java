package dev.plimsoll.offsetlog.publication;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Partitions that may have unpublished batches. Offsets of this process are reported by
/// [#moved]; those of others are found by going round all partitions, a slice at a time. For one
/// relay; [#moved] is thread-safe.
public final class UnpublishedPartitions {
  /// Partitions of one look.
  public static final int SLICE = 4_000;

  /// Beyond it, partitions are found by going round.
  private static final int MOST_KNOWN = 100_000;
  private static final int MOST_TAKEN = 2_000;

  /// Under steady load.
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  /// Planned anew each time: a plan from when there were few partitions would read all of them.
  private static final String LOOK =
      """
      SELECT max(d.part_id) AS last, count(*) AS looked_at,
        array_agg(d.part_id ORDER BY d.part_id) FILTER (WHERE d.unpublished) AS unpublished
      FROM (
        SELECT u.part_id, u.next_offset < (
          SELECT s.next_offset FROM partition_state s WHERE s.part_id = u.part_id) AS unpublished
        FROM publication u WHERE u.part_id > %d ORDER BY u.part_id LIMIT %d) d
      """;

  private final int slice;
  private final Set<Integer> known = new LinkedHashSet<>();
  private int lookedUpTo;
  private @Nullable Long lookedAt;

  public UnpublishedPartitions(int slice) {
    this.slice = slice;
  }

  /// Reports new offsets, after the commit.
  public synchronized void moved(Collection<Integer> partIds) {
    if (known.size() + partIds.size() <= MOST_KNOWN) {
      known.addAll(partIds);
    }
  }

  /// Takes the oldest candidates. The caller returns those with more to publish by [#moved].
  List<Integer> take(Connection connection) throws SQLException {
    List<Integer> taken = take();
    long now = System.nanoTime();
    if (taken.isEmpty() || lookedAt == null || now - lookedAt > BETWEEN_LOOKS.toNanos()) {
      lookedAt = now;
      moved(look(connection));
      moved(taken);
      taken = take();
    }
    return taken;
  }

  private synchronized List<Integer> take() {
    List<Integer> taken = new ArrayList<>(Math.min(known.size(), MOST_TAKEN));
    for (Iterator<Integer> all = known.iterator();
        all.hasNext() && taken.size() < MOST_TAKEN;
        all.remove()) {
      taken.add(all.next());
    }
    return taken;
  }

  /// @return partitions of the next slice with unpublished batches
  private List<Integer> look(Connection connection) throws SQLException {
    try (Statement look = connection.createStatement();
        ResultSet row = look.executeQuery(LOOK.formatted(lookedUpTo, slice))) {
      row.next();
      lookedUpTo = row.getInt("looked_at") < slice ? 0 : row.getInt("last");
      @Nullable Array unpublished = row.getArray("unpublished");
      return unpublished == null ? List.of() : List.of((Integer[]) unpublished.getArray());
    }
  }
}
