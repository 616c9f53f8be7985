package dev.plimsoll.offsetlog.assignment;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.bytes;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.ints;
import static dev.plimsoll.offsetlog.packing.ArrayParameters.texts;

import dev.plimsoll.bisection.Bisection;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.assignment.AssignedRun.SetAside;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A run of a shard after a failure that its content may cause. Bisection finds rows that cannot
/// be read, partitions that cannot be judged and batches that cannot be placed, and sets them
/// aside. All others get their offsets in the same transaction: each try is a savepoint in it.
final class IsolatedRun {
  /// Batches of a run: each offender takes several statements.
  static final int MOST = 500;

  /// Of one partition; with more, the rest of its batches is set aside too.
  private static final int MOST_OFFENDERS = 16;

  private static final String SET_ASIDE =
      """
      INSERT INTO quarantine (shard, batch_count, code, reason, readable, packed)
      SELECT w.shard, w.batch_count, w.code, w.reason, w.readable = 1, w.packed
      FROM unnest(?::int[], ?::int[], ?::text[], ?::text[], ?::int[], ?::bytea[])
        AS w (shard, batch_count, code, reason, readable, packed)
      """;

  private interface Try {
    void run() throws SQLException;
  }

  private final Connection connection;
  private final int shard;
  private final List<SetAside> setAside = new ArrayList<>();
  private final Map<Integer, Integer> offenders = new HashMap<>();
  private Exception spoiltBy = new IllegalStateException("nothing was set aside");
  private final List<Placement> placements = new ArrayList<>();

  private IsolatedRun(Connection connection, int shard) {
    this.connection = connection;
    this.shard = shard;
  }

  /// In the caller's transaction, which has locked the shard.
  static AssignedRun run(Connection connection, int shard, RunSize size) throws SQLException {
    List<ManifestQueue.Row> rows = ManifestQueue.take(connection, shard, -1, MOST, size.window());
    IsolatedRun run = new IsolatedRun(connection, shard);
    List<LogBatch> batches = run.readable(rows);
    run.place(run.judgeable(batches));
    run.store();
    return run.outcome(rows);
  }

  private List<LogBatch> readable(List<ManifestQueue.Row> rows) {
    List<LogBatch> batches = new ArrayList<>();
    for (ManifestQueue.Row row : rows) {
      try {
        List<LogBatch> read = BatchCodec.unpack(row.packed());
        if (read.size() == row.batchCount()) {
          batches.addAll(read);
        } else {
          setAside.add(unreadable(row, "it holds %d batches".formatted(read.size())));
        }
      } catch (PlimsollException e) {
        setAside.add(unreadable(row, String.valueOf(e.getMessage())));
      }
    }
    return batches;
  }

  private static SetAside unreadable(ManifestQueue.Row row, String why) {
    return new SetAside(
        ErrorCode.CHECK_FAILED.value(),
        "row %d of the manifest, of %d batches: %s"
            .formatted(row.manifestId(), row.batchCount(), why),
        row.batchCount(),
        List.of(),
        row.packed());
  }

  /// Batches of partitions whose state can be read, partition by partition.
  private List<LogBatch> judgeable(List<LogBatch> batches) throws SQLException {
    Map<Integer, List<LogBatch>> byPartition = new LinkedHashMap<>();
    batches.forEach(
        batch -> byPartition.computeIfAbsent(batch.partId(), _ -> new ArrayList<>()).add(batch));
    List<LogBatch> judgeable = new ArrayList<>(batches.size());
    Bisection.run(
        List.copyOf(byPartition.values()),
        Faults::mayBeOfContent,
        (List<List<LogBatch>> together) -> {
          List<LogBatch> all = together.stream().flatMap(List::stream).toList();
          savepoint(() -> PlacementStore.open(connection, all));
          judgeable.addAll(all);
        },
        this::setAside);
    return judgeable;
  }

  private void place(List<LogBatch> batches) throws SQLException {
    Bisection.run(
        batches,
        Faults::isOfBatches,
        (List<LogBatch> together) -> {
          if (isSpoilt(together)) {
            setAside(together, spoiltBy);
            return;
          }
          savepoint(
              () -> {
                Placement placement = PlacementStore.open(connection, together);
                together.forEach(placement::place);
                PlacementStore.store(connection, placement);
                PlacementStore.refuse(connection, placement.refusals());
                placements.add(placement);
              });
        },
        (batch, why) -> {
          offenders.merge(batch.partId(), 1, Integer::sum);
          spoiltBy = why;
          setAside(List.of(batch), why);
        });
  }

  /// Whether the partition itself is damaged.
  private boolean isSpoilt(List<LogBatch> together) {
    int partId = together.getFirst().partId();
    return offenders.getOrDefault(partId, 0) >= MOST_OFFENDERS
        && together.stream().allMatch(batch -> batch.partId() == partId);
  }

  private void savepoint(Try work) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      work.run();
    } catch (SQLException | RuntimeException e) {
      connection.rollback(before);
      throw e;
    }
    connection.releaseSavepoint(before);
  }

  private void setAside(List<LogBatch> batches, Exception why) {
    setAside.add(
        new SetAside(
            Faults.code(why).value(),
            Faults.reason(why),
            batches.size(),
            batches,
            BatchCodec.pack(batches)));
  }

  private void store() throws SQLException {
    if (setAside.isEmpty()) {
      return;
    }
    Sql.of(
            connection,
            SET_ASIDE,
            ints(setAside, _ -> shard),
            ints(setAside, SetAside::batchCount),
            texts(setAside, SetAside::code),
            texts(setAside, SetAside::reason),
            ints(setAside, one -> one.batches().isEmpty() ? 0 : 1),
            bytes(setAside, SetAside::packed))
        .update();
  }

  private AssignedRun outcome(List<ManifestQueue.Row> rows) {
    return new AssignedRun(
        shard,
        rows.stream().mapToInt(ManifestQueue.Row::batchCount).sum(),
        rows.stream().mapToLong(row -> row.packed().length).sum(),
        placements.stream()
            .map(Placement::outcome)
            .reduce(Placement.Outcome.NOTHING, Placement.Outcome::plus),
        setAside,
        Duration.ZERO,
        Duration.ZERO);
  }
}
