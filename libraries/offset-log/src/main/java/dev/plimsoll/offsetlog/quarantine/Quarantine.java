package dev.plimsoll.offsetlog.quarantine;

import dev.plimsoll.contracts.log.QuarantinedBatches;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.assignment.PlacementStore;
import dev.plimsoll.offsetlog.identity.Names;
import dev.plimsoll.offsetlog.identity.PartitionName;
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
import java.util.Optional;

/// Batches that made runs fail and were taken out of their shard's queue. They have no offsets, and
/// keep their objects until somebody decides.
public final class Quarantine {
  private static final String READ =
      """
      SELECT q.quarantine_id, q.set_aside_at, q.shard, q.batch_count, q.code, q.reason, q.packed
      FROM quarantine q WHERE q.quarantine_id > ? ORDER BY q.quarantine_id LIMIT ?
      """;

  private static final String NEWEST =
      """
      SELECT q.quarantine_id, q.set_aside_at, q.shard, q.batch_count, q.code, q.reason, q.packed
      FROM quarantine q ORDER BY q.quarantine_id DESC LIMIT ?
      """;

  private static final String COUNT =
      "SELECT coalesce(sum(q.batch_count), 0)::bigint FROM quarantine q";

  private static final String TAKE =
      "DELETE FROM quarantine WHERE quarantine_id = ? RETURNING shard, packed";

  private static final String WAITING =
      "SELECT m.packed FROM manifest m WHERE m.shard = ? AND m.manifest_id = ?";

  private final Transactions transactions;

  public Quarantine(Transactions transactions) {
    this.transactions = transactions;
  }

  /// In the order in which they were set aside.
  ///
  /// @param after an id, 0 for the first
  public List<QuarantinedBatches> list(long after, int limit) throws SQLException {
    return transactions.snapshot(
        connection -> {
          try (PreparedStatement read = connection.prepareStatement(READ)) {
            read.setLong(1, after);
            read.setInt(2, limit);
            return list(connection, read);
          }
        });
  }

  /// Those that were set aside last, the last one first.
  public List<QuarantinedBatches> newest(int limit) throws SQLException {
    return transactions.snapshot(
        connection -> {
          try (PreparedStatement read = connection.prepareStatement(NEWEST)) {
            read.setInt(1, limit);
            return list(connection, read);
          }
        });
  }

  /// The first batch of a row that waits: for whoever asks why a shard stands still.
  ///
  /// @return empty where it waits no longer, or cannot be read
  public Optional<QuarantinedBatches.First> waiting(int shard, long manifestId)
      throws SQLException {
    return transactions.run(
        connection -> {
          try (PreparedStatement read = connection.prepareStatement(WAITING)) {
            read.setInt(1, shard);
            read.setLong(2, manifestId);
            try (ResultSet row = read.executeQuery()) {
              List<LogBatch> batches =
                  row.next() ? readable(row.getBytes("packed")) : List.<LogBatch>of();
              return batches.isEmpty()
                  ? Optional.empty()
                  : Optional.of(first(connection, batches.getFirst()));
            }
          }
        });
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

  /// Puts them at the end of their shard's queue: they are judged as if they came now.
  ///
  /// @throws PlimsollException NOT_FOUND; CONFLICT where they cannot be read
  public void retry(long id) throws SQLException {
    transactions.run(
        connection -> {
          Taken taken = take(connection, id);
          if (taken.batches().isEmpty()) {
            throw PlimsollException.conflict("what cannot be read cannot be tried again: drop it");
          }
          return Ingestion.append(
              connection, List.of(ManifestRow.of(taken.shard(), taken.batches())));
        });
  }

  /// Forgets them: they never get offsets, and nothing refers to their objects any more.
  ///
  /// @throws PlimsollException NOT_FOUND
  public void drop(long id) throws SQLException {
    transactions.run(
        connection -> {
          Taken taken = take(connection, id);
          if (!taken.batches().isEmpty()) {
            PlacementStore.release(connection, taken.batches());
          }
          return taken;
        });
  }

  /// @param batches none where they cannot be read
  private record Taken(int shard, List<LogBatch> batches) {}

  private static Taken take(Connection connection, long id) throws SQLException {
    try (PreparedStatement take = connection.prepareStatement(TAKE)) {
      take.setLong(1, id);
      try (ResultSet row = take.executeQuery()) {
        if (!row.next()) {
          throw PlimsollException.notFound("nothing is set aside under the number " + id);
        }
        return new Taken(row.getInt("shard"), readable(row.getBytes("packed")));
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

  private static List<QuarantinedBatches> list(Connection connection, PreparedStatement read)
      throws SQLException {
    List<QuarantinedBatches> listed = new ArrayList<>();
    try (ResultSet rows = read.executeQuery()) {
      while (rows.next()) {
        List<LogBatch> batches = readable(rows.getBytes("packed"));
        listed.add(
            new QuarantinedBatches(
                rows.getLong("quarantine_id"),
                rows.getObject("set_aside_at", OffsetDateTime.class).toInstant(),
                rows.getInt("shard"),
                rows.getInt("batch_count"),
                rows.getString("code"),
                rows.getString("reason"),
                batches.isEmpty() ? null : first(connection, batches.getFirst())));
      }
    }
    return listed;
  }

  private static QuarantinedBatches.First first(Connection connection, LogBatch batch)
      throws SQLException {
    Names names = Names.of(connection, List.of(batch));
    PartitionName partition = Names.partition(connection, batch.partId());
    return new QuarantinedBatches.First(
        partition.topic(),
        partition.number(),
        named(() -> names.producer(batch)).orElse("producer " + batch.producerRef()),
        batch.epoch(),
        batch.sequence(),
        named(() -> names.range(batch).bucket()).orElse(""),
        named(() -> names.range(batch).key()).orElse("file " + batch.fileId()),
        batch.recordCount());
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
