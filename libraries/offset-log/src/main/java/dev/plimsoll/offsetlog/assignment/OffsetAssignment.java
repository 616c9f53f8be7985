package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Gives offsets to what waits: one transaction a run, of one lane. A lane holds whole partitions,
/// since neighbours given to two workers would lose their producer's order.
///
/// A worker that freezes in the middle is ended by the server, and its lane is another's.
public final class OffsetAssignment {
  /// It goes round: lanes behind the last one taken come first, so that none starves.
  private static final String CLAIM =
      Lanes.SETTINGS
          + """
      SELECT l.lane, l.xmax::text::bigint AS locked_by,
        pg_current_xact_id()::xid::text::bigint AS own
      FROM lane l
      WHERE (SELECT m.manifest_id FROM manifest m WHERE m.lane = l.lane
             ORDER BY m.manifest_id LIMIT 1) IS NOT NULL
      ORDER BY l.lane <= ?, l.lane
      LIMIT 1
      FOR UPDATE OF l SKIP LOCKED
      """;

  /// The oldest rows, until they hold so many batches. Rows of a manifest are never changed, and
  /// nobody but the lane's worker takes any: what was found is what is taken.
  private static final String TAKE =
      """
      DELETE FROM manifest m WHERE m.ctid = ANY (ARRAY(
        SELECT d.row_id FROM (
          SELECT o.row_id, sum(o.batch_count) OVER along - o.batch_count AS before,
            o.accepted_at - first_value(o.accepted_at) OVER along AS later
          FROM (
            SELECT w.ctid AS row_id, w.manifest_id, w.accepted_at, w.batch_count FROM manifest w
            WHERE w.lane = ? ORDER BY w.manifest_id LIMIT ?) o
          WINDOW along AS (ORDER BY o.manifest_id)) d
        WHERE d.before < ? AND d.later < make_interval(secs => ?)))
      RETURNING m.manifest_id, m.batch_count, m.packed
      """;

  /// Rows of the manifest that one run looks at.
  private static final int DEEPEST = 4_096;

  private static final double MILLIS_PER_SECOND = 1_000;

  /// @param lockedBy the transaction that had the lane's lock before
  /// @param own transaction
  private record Claim(int lane, long lockedBy, long own) {}

  /// What is to be done once it has committed.
  private record Outcome(AssignedRun run, Runnable keep) {}

  private final Transactions transactions;
  private final RunSize size;
  private final KeptPartitions kept = new KeptPartitions();

  /// @param size after which a transaction takes no further manifest row
  public OffsetAssignment(Transactions transactions, RunSize size) {
    this.transactions = transactions;
    this.size = size;
  }

  /// Claims a lane where something waits and that is free, and gives offsets to the oldest there.
  ///
  /// @param startAfter the lane behind which to begin; -1 for the first
  /// @throws SQLException nothing is assigned, or, when the answer to the commit was lost, all of
  ///     it; either way the next run goes on from what is stored
  /// @throws PlimsollException CHECK_FAILED when what came out is not what went in; nothing is
  ///     assigned
  public AssignedRun run(int startAfter) throws SQLException {
    int most = size.batches();
    long began = System.nanoTime();
    Outcome outcome =
        transactions.run(
            connection -> {
              Optional<Claim> claimed = claim(connection, startAfter);
              return claimed.isPresent()
                  ? run(connection, claimed.get(), most)
                  : nothing(startAfter);
            });
    outcome.keep().run();
    AssignedRun run = outcome.run();
    if (run.idle()) {
      return run;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    size.ran(run, took);
    return size.full(run.taken(), most) ? run : run.resting(took);
  }

  private static Outcome nothing(int lane) {
    return new Outcome(AssignedRun.nothing(lane), () -> {});
  }

  private static Optional<Claim> claim(Connection connection, int startAfter) throws SQLException {
    try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
      claim.setInt(1, startAfter);
      try (ResultSet row = Lanes.afterSettings(claim)) {
        return row.next()
            ? Optional.of(
                new Claim(row.getInt("lane"), row.getLong("locked_by"), row.getLong("own")))
            : Optional.empty();
      }
    }
  }

  private Outcome run(Connection connection, Claim claim, int most) throws SQLException {
    Taken taken = take(connection, claim.lane(), most);
    if (taken.batches().isEmpty()) {
      return nothing(claim.lane());
    }
    Placed placed = place(connection, taken, kept.take(claim.lane(), claim.lockedBy()));
    Placement placement = placed.placement();
    PlacementStore.store(connection, placement);
    PlacementStore.refuse(connection, placement.refusals());
    AssignedRun run =
        new AssignedRun(
            claim.lane(),
            taken.batches().size(),
            placement.moved().size(),
            placement.placed(),
            placement.records(),
            placement.duplicates(),
            placement.refusals(),
            taken.packedBytes(),
            placed.lockWait(),
            Duration.ZERO);
    return new Outcome(
        run, () -> kept.keep(claim.lane(), placed.known(), placement.moved(), claim.own()));
  }

  /// @param known partitions that were not read for it
  private record Placed(Placement placement, KeptPartitions.Lane known, Duration lockWait) {}

  private static Placed place(Connection connection, Taken taken, KeptPartitions.Lane known)
      throws SQLException {
    long began = System.nanoTime();
    Placement placement = PlacementStore.open(connection, taken.batches(), known);
    Duration lockWait = Duration.ofNanos(System.nanoTime() - began);
    taken.batches().forEach(placement::place);
    // Of a partition that gets nothing, nothing proves that it stands where it was known to.
    return known.isEmpty() || placement.acceptedAll()
        ? new Placed(placement, known, lockWait)
        : place(connection, taken, new KeptPartitions.Lane());
  }

  private record Taken(List<LogBatch> batches, long packedBytes) {}

  private Taken take(Connection connection, int lane, int most) throws SQLException {
    TreeMap<Long, List<LogBatch>> manifests = new TreeMap<>();
    long bytes = 0;
    try (PreparedStatement take = connection.prepareStatement(TAKE)) {
      take.setInt(1, lane);
      take.setInt(2, DEEPEST);
      take.setInt(3, most);
      take.setDouble(4, size.window().toMillis() / MILLIS_PER_SECOND);
      try (ResultSet rows = take.executeQuery()) {
        while (rows.next()) {
          byte[] packed = rows.getBytes("packed");
          List<LogBatch> batches = BatchCodec.unpack(packed);
          if (batches.size() != rows.getInt("batch_count")) {
            throw new PlimsollException(
                ErrorCode.CHECK_FAILED,
                "offsets not given, rolled back: row %d of the manifest holds %d batches, not %d"
                    .formatted(
                        rows.getLong("manifest_id"), batches.size(), rows.getInt("batch_count")));
          }
          manifests.put(rows.getLong("manifest_id"), batches);
          bytes += packed.length;
        }
      }
    }
    List<LogBatch> accepted = new ArrayList<>();
    manifests.values().forEach(accepted::addAll);
    return new Taken(byPartition(accepted), bytes);
  }

  /// What is judged next to each other is what lies next to each other in memory. Order counts
  /// within a partition alone, and stays.
  private static List<LogBatch> byPartition(List<LogBatch> batches) {
    // Numbers: to compare batches takes three times as long.
    long[] order = new long[batches.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = (long) batches.get(i).partId() << Integer.SIZE | i;
    }
    Arrays.sort(order);
    List<LogBatch> sorted = new ArrayList<>(order.length);
    for (long one : order) {
      sorted.add(batches.get((int) one));
    }
    return sorted;
  }
}
