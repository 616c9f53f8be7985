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

/// Assignment of offsets to waiting batches: one transaction a run, of one shard. A shard holds
/// whole partitions, since two workers would mix a producer's order. The server ends a frozen
/// worker, and another one claims its shard. Thread-safe.
public final class OffsetAssignment {
  /// Round robin: shards behind the last one taken come first, so that none starves.
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

  /// How long workers avoid a shard after a lock timeout.
  private static final Duration LEFT_ALONE = Duration.ofSeconds(2);

  /// @param lockedBy the transaction that locked the shard before
  /// @param own transaction
  private record Claim(int shard, long lockedBy, long own) {}

  /// @param keep action after the commit
  /// @param more whether it left something beyond its limit
  private record Outcome(AssignedRun run, Runnable keep, boolean more) {}

  private final Transactions transactions;
  private final RunSize size;
  private final KeptPartitions kept = new KeptPartitions();
  private final QueueLowWatermarks lowWatermarks = new QueueLowWatermarks();
  private final Map<Integer, Long> heldUp = new ConcurrentHashMap<>();

  public OffsetAssignment(Transactions transactions, RunSize size) {
    this.transactions = transactions;
    this.size = size;
  }

  /// Claims a free shard with waiting batches, and assigns offsets to the oldest of them.
  ///
  /// @param startAfter the shard behind which to begin; -1 for the first
  /// @throws SQLException nothing is assigned, or all of it when the answer to the commit was
  ///     lost; the next run reads which
  /// @throws PlimsollException CHECK_FAILED when stored rows do not match; nothing is assigned
  public AssignedRun run(int startAfter) throws SQLException {
    AtomicInteger shard = new AtomicInteger(NO_SHARD);
    try {
      return run(Claiming.next(startAfter, heldUpNow()), shard);
    } catch (SQLException e) {
      if (shard.get() == NO_SHARD || SqlStates.errorCode(e) != ErrorCode.LOCK_TIMEOUT) {
        throw e;
      }
      // Another session has what the shard needs: other shards come first.
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

  /// Assigns offsets to the oldest batches of one shard, after waiting for its lock.
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

  /// Runs again after an outdated cache, and isolates batches that cannot be placed.
  ///
  /// @param shard is set to the one that was claimed
  private Outcome isolated(Claiming claiming, AtomicInteger shard, int most) throws SQLException {
    try {
      return claimed(claiming, shard, most);
    } catch (OvertakenException e) {
      // Nothing of the shard is cached now.
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

  /// @param number of a shard, for the statement
  /// @param not shards to avoid; null for one certain shard
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

  private record Placed(Placement placement, KeptPartitions.Shard known, Duration lockWait) {}

  private static Placed place(Connection connection, Taken taken, KeptPartitions.Shard known)
      throws SQLException {
    long began = System.nanoTime();
    Placement placement = PlacementStore.open(connection, taken.batches(), known);
    Duration lockWait = Duration.ofNanos(System.nanoTime() - began);
    taken.batches().forEach(placement::place);
    // For a partition that gets nothing, no update proves that its cached state is right.
    return known.isEmpty() || placement.acceptedAll()
        ? new Placed(placement, known, lockWait)
        : place(connection, taken, new KeptPartitions.Shard());
  }

  /// @param lastId of the youngest row; -1 without rows
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

  /// By partition, for locality in memory. Order matters only within a partition, and stays.
  private static List<LogBatch> byPartition(List<LogBatch> batches) {
    // Numbers: comparing batches takes three times as long.
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
