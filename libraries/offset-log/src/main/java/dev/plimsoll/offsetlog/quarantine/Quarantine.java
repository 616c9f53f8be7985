package dev.plimsoll.offsetlog.quarantine;

import dev.plimsoll.contracts.log.QuarantinedBatches;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.assignment.PlacementStore;
import dev.plimsoll.offsetlog.identity.Names;
import dev.plimsoll.offsetlog.ingestion.Ingestion;
import dev.plimsoll.offsetlog.ingestion.ManifestRow;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Batches that made runs fail and were taken out of their lane's queue. They have no offsets, and
/// keep their objects until somebody decides.
public final class Quarantine {
  private static final String READ =
      """
      SELECT q.quarantine_id, q.set_aside_at, q.lane, q.batch_count, q.code, q.reason, q.packed
      FROM quarantine q WHERE q.quarantine_id > ? ORDER BY q.quarantine_id LIMIT ?
      """;

  private static final String COUNT =
      "SELECT coalesce(sum(q.batch_count), 0)::bigint FROM quarantine q";

  private static final String TAKE =
      "DELETE FROM quarantine WHERE quarantine_id = ? RETURNING lane, packed";

  private static final String PARTITION =
      """
      SELECT t.name AS topic, p.partition_number
      FROM log_partition p JOIN log_topic t ON t.topic_id = p.topic_id
      WHERE p.part_id = ?
      """;

  private final Transactions transactions;

  public Quarantine(Transactions transactions) {
    this.transactions = transactions;
  }

  /// In the order in which they were set aside.
  ///
  /// @param after an id, 0 for the first
  public List<QuarantinedBatches> list(long after, int limit) throws SQLException {
    return transactions.snapshot(connection -> list(connection, after, limit));
  }

  /// Batches that are set aside.
  public long batches() throws SQLException {
    return transactions.run(
        connection -> {
          try (PreparedStatement count = connection.prepareStatement(COUNT);
              ResultSet row = count.executeQuery()) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  /// Puts them at the end of their lane's queue: they are judged as if they came now.
  ///
  /// @throws PlimsollException NOT_FOUND; CONFLICT where they cannot be read
  public void retry(long id) throws SQLException {
    transactions.run(
        connection -> {
          Taken taken = take(connection, id);
          if (taken.batches().isEmpty()) {
            throw new PlimsollException(
                ErrorCode.CONFLICT, "what cannot be read cannot be tried again: drop it");
          }
          return Ingestion.append(
              connection, List.of(ManifestRow.of(taken.lane(), taken.batches())));
        });
  }

  /// Forgets them: they never get offsets, and nothing refers to their objects any more.
  ///
  /// @throws PlimsollException NOT_FOUND
  public void drop(long id) throws SQLException {
    transactions.run(
        connection -> {
          Taken taken = take(connection, id);
          Map<Long, Integer> files = new TreeMap<>();
          taken.batches().forEach(batch -> files.merge(batch.fileId(), 1, Integer::sum));
          if (!files.isEmpty()) {
            PlacementStore.release(connection, files);
          }
          return taken;
        });
  }

  /// @param batches none where they cannot be read
  private record Taken(int lane, List<LogBatch> batches) {}

  private static Taken take(Connection connection, long id) throws SQLException {
    try (PreparedStatement take = connection.prepareStatement(TAKE)) {
      take.setLong(1, id);
      try (ResultSet row = take.executeQuery()) {
        if (!row.next()) {
          throw new PlimsollException(
              ErrorCode.NOT_FOUND, "nothing is set aside under the number " + id);
        }
        return new Taken(row.getInt("lane"), readable(row.getBytes("packed")));
      }
    }
  }

  private static List<LogBatch> readable(byte[] packed) {
    try {
      return BatchCodec.unpack(packed);
    } catch (PlimsollException _) {
      return List.of();
    }
  }

  private static List<QuarantinedBatches> list(Connection connection, long after, int limit)
      throws SQLException {
    List<QuarantinedBatches> listed = new ArrayList<>();
    try (PreparedStatement read = connection.prepareStatement(READ)) {
      read.setLong(1, after);
      read.setInt(2, limit);
      try (ResultSet rows = read.executeQuery()) {
        while (rows.next()) {
          List<LogBatch> batches = readable(rows.getBytes("packed"));
          listed.add(
              new QuarantinedBatches(
                  rows.getLong("quarantine_id"),
                  rows.getObject("set_aside_at", OffsetDateTime.class).toInstant(),
                  rows.getInt("lane"),
                  rows.getInt("batch_count"),
                  rows.getString("code"),
                  rows.getString("reason"),
                  batches.isEmpty() ? null : first(connection, batches.getFirst())));
        }
      }
    }
    return listed;
  }

  private static QuarantinedBatches.First first(Connection connection, LogBatch batch)
      throws SQLException {
    Names names = Names.of(connection, List.of(batch));
    try (PreparedStatement find = connection.prepareStatement(PARTITION)) {
      find.setInt(1, batch.partId());
      try (ResultSet row = find.executeQuery()) {
        boolean known = row.next();
        return new QuarantinedBatches.First(
            known ? row.getString("topic") : "deleted",
            known ? row.getInt("partition_number") : 0,
            named(() -> names.producer(batch)).orElse("producer " + batch.producerRef()),
            batch.epoch(),
            batch.sequence(),
            named(() -> names.range(batch).bucket()).orElse(""),
            named(() -> names.range(batch).key()).orElse("file " + batch.fileId()),
            batch.recordCount());
      }
    }
  }

  private interface Name {
    String read();
  }

  /// Nothing where the log has lost the name: that may be why it is here.
  private static Optional<String> named(Name name) {
    try {
      return Optional.of(name.read());
    } catch (PlimsollException _) {
      return Optional.empty();
    }
  }
}
