package dev.plimsoll.offsetlog.assignment;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Gives offsets to what waits: one transaction a run, of one shard. A shard holds whole
/// partitions, since neighbours given to two workers would lose their producer's order.
///
/// A worker that freezes in the middle is ended by the server, and its shard is another's.
public final class OffsetAssignment {
  /// It goes round: shards behind the last one taken come first, so that none starves.
  private static final String CLAIM =
      Shards.SETTINGS_BRIEFLY
          + """
      SELECT l.shard, l.xmax::text::bigint AS locked_by,
        pg_current_xact_id()::xid::text::bigint AS own
      FROM shard l
      WHERE l.shard <> ALL (?) AND (SELECT m.manifest_id FROM manifest m
             WHERE m.shard = l.shard AND m.manifest_id > coalesce((?::bigint[])[l.shard + 1], -1)
             ORDER BY m.manifest_id LIMIT 1) IS NOT NULL
      ORDER BY l.shard <= ?, l.shard
      LIMIT 1
      FOR UPDATE OF l SKIP LOCKED
      """;

  private static final String CLAIM_ONE =
      Shards.SETTINGS
          + """
      SELECT l.shard, l.xmax::text::bigint AS locked_by,
        pg_current_xact_id()::xid::text::bigint AS own
      FROM shard l WHERE l.shard = ? FOR UPDATE
      """;

  private static final int NO_SHARD = -1;

  /// How long a shard is left alone in which a run has met a lock: workers are there for the
  /// others.
  private static final Duration LEFT_ALONE = Duration.ofSeconds(2);

  /// @param lockedBy the transaction that had the shard's lock before
  /// @param own transaction
  private record Claim(int shard, long lockedBy, long own) {}

  /// @param keep what is to be done once it has committed
  /// @param more it could look no further, and left something
  private record Outcome(AssignedRun run, Runnable keep, boolean more) {}

  private final Transactions transactions;
  private final RunSize size;
  private final KeptPartitions kept = new KeptPartitions();
  private final QueueLowWatermarks lowWatermarks = new QueueLowWatermarks();

  /// Shards in which a run has met a lock, until when they are left alone.
  private final Map<Integer, Long> heldUp = new ConcurrentHashMap<>();

  /// @param size after which a transaction takes no further manifest row
  public OffsetAssignment(Transactions transactions, RunSize size) {
    this.transactions = transactions;
    this.size = size;
  }

  /// Claims a shard where something waits and that is free, and gives offsets to the oldest there.
  ///
  /// @param startAfter the shard behind which to begin; -1 for the first
  /// @throws SQLException nothing is assigned, or, when the answer to the commit was lost, all of
  ///     it; either way the next run goes on from what is stored
  /// @throws PlimsollException CHECK_FAILED when what came out is not what went in; nothing is
  ///     assigned
  public AssignedRun run(int startAfter) throws SQLException {
    AtomicInteger shard = new AtomicInteger(NO_SHARD);
    try {
      return run(Claiming.next(startAfter, heldUpNow()), shard);
    } catch (SQLException e) {
      if (shard.get() == NO_SHARD || SqlStates.errorCode(e) != ErrorCode.LOCK_TIMEOUT) {
        throw e;
      }
      // Somebody else has what it needs: the other shards come first.
      heldUp.put(shard.get(), System.nanoTime() + LEFT_ALONE.toNanos());
      return AssignedRun.nothing(shard.get());
    }
  }

  private int[] heldUpNow() {
    if (heldUp.isEmpty()) {
      return new int[0];
    }
    long now = System.nanoTime();
    heldUp.values().removeIf(until -> until - now <= 0);
    return ints(heldUp.keySet());
  }

  /// Gives offsets to the oldest of one shard, after whoever has it.
  ///
  /// @throws SQLException as [#run]
  public AssignedRun runShard(int shard) throws SQLException {
    return run(Claiming.of(shard), new AtomicInteger(NO_SHARD));
  }

  private AssignedRun run(Claiming claiming, AtomicInteger shard) throws SQLException {
    int most = size.batches();
    long began = System.nanoTime();
    Outcome outcome = isolated(claiming, shard, most);
    outcome.keep().run();
    AssignedRun run = outcome.run();
    if (run.idle()) {
      return run;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    size.ran(run, took);
    boolean more = outcome.more() || size.full(run.taken(), most) || !run.setAside().isEmpty();
    return more ? run : run.resting(took);
  }

  /// A run whose kept partitions had been moved reads them and runs again. Where one fails of what
  /// it took, what cannot be placed is set aside. Anything else is for the caller, who tries again
  /// later.
  ///
  /// @param shard is set to the one that was claimed
  private Outcome isolated(Claiming claiming, AtomicInteger shard, int most) throws SQLException {
    try {
      return claimed(claiming, shard, most);
    } catch (OvertakenException e) {
      // Nothing of the shard is kept any more, so that this one reads all that it goes by.
      return claimed(Claiming.of(shard.get()), shard, most);
    } catch (SQLException | RuntimeException e) {
      if (shard.get() == NO_SHARD || !Faults.mayBeOfContent(e)) {
        throw e;
      }
      Claiming same = Claiming.of(shard.get());
      return transactions.run(
          connection -> {
            same.claim(connection, new long[0]);
            return new Outcome(IsolatedRun.run(connection, shard.get(), size), () -> {}, false);
          });
    }
  }

  private Outcome claimed(Claiming claiming, AtomicInteger shard, int most) throws SQLException {
    return transactions.run(
        connection -> {
          long generation = transactions.histories().generation(connection);
          Optional<Claim> claimed = claiming.claim(connection, lowWatermarks.all(generation));
          if (claimed.isEmpty()) {
            return nothing(claiming.number());
          }
          shard.set(claimed.get().shard());
          return run(connection, claimed.get(), most, generation);
        });
  }

  private static Outcome nothing(int shard) {
    return new Outcome(AssignedRun.nothing(shard), () -> {}, false);
  }

  /// @param number of a shard, which the statement asks for
  /// @param not shards that it is not to be; null where it says which one it is
  private record Claiming(String statement, int number, int @Nullable [] not) {
    static Claiming next(int startAfter, int[] not) {
      return new Claiming(CLAIM, startAfter, not);
    }

    static Claiming of(int shard) {
      return new Claiming(CLAIM_ONE, shard, null);
    }

    Optional<Claim> claim(Connection connection, long[] lowWatermarks) throws SQLException {
      try (PreparedStatement claim = connection.prepareStatement(statement)) {
        if (not != null) {
          claim.setObject(1, not);
          claim.setObject(2, lowWatermarks);
        }
        claim.setInt(not == null ? 1 : 3, number);
        try (ResultSet row = Shards.afterSettings(claim)) {
          return row.next()
              ? Optional.of(
                  new Claim(row.getInt("shard"), row.getLong("locked_by"), row.getLong("own")))
              : Optional.empty();
        }
      }
    }
  }

  private Outcome run(Connection connection, Claim claim, int most, long generation)
      throws SQLException {
    QueueLowWatermarks.Turn turn = lowWatermarks.begin(connection, claim.shard(), generation);
    Taken taken = take(connection, claim.shard(), turn.lowWatermark(), most);
    if (taken.batches().isEmpty()) {
      return nothing(claim.shard());
    }
    Placed placed =
        place(connection, taken, kept.take(claim.shard(), claim.lockedBy(), generation));
    Placement placement = placed.placement();
    PlacementStore.store(connection, placement);
    PlacementStore.refuse(connection, placement.refusals());
    AssignedRun run =
        new AssignedRun(
            claim.shard(),
            taken.batches().size(),
            taken.packedBytes(),
            placement.outcome(),
            List.of(),
            placed.lockWait(),
            Duration.ZERO);
    return new Outcome(
        run,
        () -> {
          kept.keep(claim.shard(), placed.known(), placement.moved(), claim.own(), generation);
          turn.committed(taken.rows(), taken.lastId());
        },
        ManifestQueue.isDeepest(taken.rows()));
  }

  /// @param known partitions that were not read for it
  private record Placed(Placement placement, KeptPartitions.Shard known, Duration lockWait) {}

  private static Placed place(Connection connection, Taken taken, KeptPartitions.Shard known)
      throws SQLException {
    long began = System.nanoTime();
    Placement placement = PlacementStore.open(connection, taken.batches(), known);
    Duration lockWait = Duration.ofNanos(System.nanoTime() - began);
    taken.batches().forEach(placement::place);
    // Of a partition that gets nothing, nothing proves that it stands where it was known to.
    return known.isEmpty() || placement.acceptedAll()
        ? new Placed(placement, known, lockWait)
        : place(connection, taken, new KeptPartitions.Shard());
  }

  /// @param lastId of the youngest row; -1 where there is none
  private record Taken(List<LogBatch> batches, long packedBytes, int rows, long lastId) {}

  private Taken take(Connection connection, int shard, long lowWatermark, int most)
      throws SQLException {
    List<LogBatch> accepted = new ArrayList<>();
    long bytes = 0;
    List<ManifestQueue.Row> rows =
        ManifestQueue.take(connection, shard, lowWatermark, most, size.window());
    for (ManifestQueue.Row row : rows) {
      List<LogBatch> batches = BatchCodec.unpack(row.packed());
      if (batches.size() != row.batchCount()) {
        throw new PlimsollException(
            ErrorCode.CHECK_FAILED,
            "offsets not given, rolled back: row %d of the manifest holds %d batches, not %d"
                .formatted(row.manifestId(), batches.size(), row.batchCount()));
      }
      accepted.addAll(batches);
      bytes += row.packed().length;
    }
    return new Taken(
        byPartition(accepted),
        bytes,
        rows.size(),
        rows.isEmpty() ? -1 : rows.getLast().manifestId());
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
