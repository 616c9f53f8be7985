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
import java.util.concurrent.atomic.AtomicInteger;

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

  private static final String CLAIM_ONE =
      Lanes.SETTINGS
          + """
      SELECT l.lane, l.xmax::text::bigint AS locked_by,
        pg_current_xact_id()::xid::text::bigint AS own
      FROM lane l WHERE l.lane = ? FOR UPDATE
      """;

  private static final int NO_LANE = -1;

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
    return run(new Claiming(CLAIM, startAfter));
  }

  /// Gives offsets to the oldest of one lane, after whoever has it.
  ///
  /// @throws SQLException as [#run]
  public AssignedRun runLane(int lane) throws SQLException {
    return run(new Claiming(CLAIM_ONE, lane));
  }

  private AssignedRun run(Claiming claiming) throws SQLException {
    int most = size.batches();
    long began = System.nanoTime();
    Outcome outcome = isolated(claiming, most);
    outcome.keep().run();
    AssignedRun run = outcome.run();
    if (run.idle()) {
      return run;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    size.ran(run, took);
    return size.full(run.taken(), most) || !run.setAside().isEmpty() ? run : run.resting(took);
  }

  /// Where a run fails of what it took, what cannot be placed is set aside. Anything else is for
  /// the caller, who tries again later.
  private Outcome isolated(Claiming claiming, int most) throws SQLException {
    AtomicInteger lane = new AtomicInteger(NO_LANE);
    try {
      return transactions.run(
          connection -> {
            Optional<Claim> claimed = claiming.claim(connection);
            if (claimed.isEmpty()) {
              return nothing(claiming.number());
            }
            lane.set(claimed.get().lane());
            return run(connection, claimed.get(), most);
          });
    } catch (SQLException | RuntimeException e) {
      if (lane.get() == NO_LANE || !Faults.mayBeOfContent(e)) {
        throw e;
      }
      Claiming same = new Claiming(CLAIM_ONE, lane.get());
      return transactions.run(
          connection -> {
            same.claim(connection);
            return new Outcome(IsolatedRun.run(connection, lane.get(), size), () -> {});
          });
    }
  }

  private static Outcome nothing(int lane) {
    return new Outcome(AssignedRun.nothing(lane), () -> {});
  }

  /// @param number of a lane, which the statement asks for
  private record Claiming(String statement, int number) {
    Optional<Claim> claim(Connection connection) throws SQLException {
      try (PreparedStatement claim = connection.prepareStatement(statement)) {
        claim.setInt(1, number);
        try (ResultSet row = Lanes.afterSettings(claim)) {
          return row.next()
              ? Optional.of(
                  new Claim(row.getInt("lane"), row.getLong("locked_by"), row.getLong("own")))
              : Optional.empty();
        }
      }
    }
  }

  private Outcome run(Connection connection, Claim claim, int most) throws SQLException {
    Taken taken = take(connection, claim.lane(), most);
    if (taken.batches().isEmpty()) {
      return nothing(claim.lane());
    }
    long generation = transactions.histories().generation(connection);
    Placed placed = place(connection, taken, kept.take(claim.lane(), claim.lockedBy(), generation));
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
            List.of(),
            taken.packedBytes(),
            placed.lockWait(),
            Duration.ZERO);
    return new Outcome(
        run,
        () -> kept.keep(claim.lane(), placed.known(), placement.moved(), claim.own(), generation));
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
    List<LogBatch> accepted = new ArrayList<>();
    long bytes = 0;
    for (ManifestQueue.Row row : ManifestQueue.take(connection, lane, most, size.window())) {
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
