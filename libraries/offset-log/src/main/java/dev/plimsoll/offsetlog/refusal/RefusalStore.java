package dev.plimsoll.offsetlog.refusal;

import static dev.plimsoll.offsetlog.packing.ArrayParameters.longs;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.offsetlog.identity.Names;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Refused batches, in the order of their refusal.
public final class RefusalStore {
  // The table's oid makes the lock its schema's own. Its holder waits for Kafka in the
  // transaction; the timeout is for frozen ones.
  private static final String LOCK =
      """
      SELECT pg_try_advisory_xact_lock(1886152051, 'refusal'::regclass::oid::int)
      FROM (SELECT set_config('idle_in_transaction_session_timeout', '10min', true)) frozen
      """;
  private static final String NEXT =
      """
      SELECT r.refusal_id, r.refused_at, r.code, r.reason, r.packed
      FROM refusal r ORDER BY r.refusal_id LIMIT ?
      """;
  private static final String FORGET = "DELETE FROM refusal WHERE refusal_id = ANY (?)";

  /// A refused batch.
  ///
  /// @param code of the error, as [dev.plimsoll.contracts.problem.ErrorCode] writes it
  /// @param reason one sentence, for people
  public record RefusedBatch(
      long id, Instant refusedAt, String code, String reason, BatchAppended batch) {}

  private record Stored(long id, Instant refusedAt, String code, String reason, LogBatch batch) {}

  private RefusalStore() {}

  /// Locks publication until the transaction ends.
  ///
  /// @return false where another session has it
  public static boolean tryLock(Connection connection) throws SQLException {
    return Sql.of(connection, LOCK).one(row -> row.getBoolean(1));
  }

  public static List<RefusedBatch> next(Connection connection, int atMost) throws SQLException {
    List<Stored> stored = read(connection, atMost);
    if (stored.isEmpty()) {
      return List.of();
    }
    Names names = Names.of(connection, stored.stream().map(Stored::batch).toList());
    List<RefusedBatch> refused = new ArrayList<>(stored.size());
    for (Stored one : stored) {
      refused.add(
          new RefusedBatch(
              one.id(),
              one.refusedAt(),
              one.code(),
              one.reason(),
              event(connection, names, one.batch())));
    }
    return refused;
  }

  private static List<Stored> read(Connection connection, int atMost) throws SQLException {
    return Sql.of(connection, NEXT, atMost)
        .list(
            row ->
                new Stored(
                    row.getLong("refusal_id"),
                    Columns.instant(row, "refused_at"),
                    row.getString("code"),
                    row.getString("reason"),
                    BatchCodec.unpack(row.getBytes("packed")).getFirst()));
  }

  /// Refusals are rare: a query for each is cheap enough.
  private static BatchAppended event(Connection connection, Names names, LogBatch batch)
      throws SQLException {
    PartitionName partition = Names.partition(connection, batch.partId());
    return new BatchAppended(
        partition.topic(),
        partition.number(),
        names.producer(batch),
        batch.epoch(),
        batch.sequence(),
        names.range(batch),
        batch.recordCount(),
        batch.youngest());
  }

  /// Forgets published batches.
  public static void published(Connection connection, List<RefusedBatch> batches)
      throws SQLException {
    Sql.of(connection, FORGET, longs(batches, RefusedBatch::id)).update();
  }
}
