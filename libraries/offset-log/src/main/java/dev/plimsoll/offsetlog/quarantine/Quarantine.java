package dev.plimsoll.offsetlog.quarantine;

import dev.plimsoll.contracts.log.QuarantinedBatches;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.offsetlog.append.ManifestRow;
import dev.plimsoll.offsetlog.assignment.ReleasedBatches;
import dev.plimsoll.offsetlog.identity.Names;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.packing.BatchCodec;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Batches that made runs fail, outside of their shard's queue. They have no offsets, and keep
/// their objects until an operator retries or drops them.
public final class Quarantine {
  private static final String READ =
      """
      SELECT q.quarantine_id, q.set_aside_at, q.shard, q.batch_count, q.code, q.reason, q.packed
      FROM quarantine q
      """;
  private static final String LIST =
      READ
          + """
          WHERE (?::text IS NULL OR q.code = ?) AND q.quarantine_id > ?
          ORDER BY q.quarantine_id LIMIT ?
          """;
  private static final String NEWEST = READ + "ORDER BY q.quarantine_id DESC LIMIT ?";
  private static final String TAKE =
      "DELETE FROM quarantine WHERE quarantine_id = ? RETURNING shard, packed";
  private static final String WAITING =
      "SELECT m.packed FROM manifest m WHERE m.shard = ? AND m.manifest_id = ?";

  private final Transactions transactions;

  public Quarantine(Transactions transactions) {
    this.transactions = transactions;
  }

  /// In the order of their ids.
  ///
  /// @param code of the error; null for any
  /// @param after an id; 0 for the first page
  public List<QuarantinedBatches> list(@Nullable String code, long after, int limit)
      throws SQLException {
    return transactions.snapshot(
        connection ->
            Sql.of(connection, LIST, code, code, after, limit)
                .list(row -> quarantined(connection, row)));
  }

  /// The latest ones, newest first.
  public List<QuarantinedBatches> newest(int limit) throws SQLException {
    return transactions.snapshot(
        connection -> Sql.of(connection, NEWEST, limit).list(row -> quarantined(connection, row)));
  }

  /// The first batch of a waiting row, to explain a stalled shard.
  ///
  /// @return empty if it waits no longer, or is unreadable
  public Optional<QuarantinedBatches.First> waiting(int shard, long manifestId)
      throws SQLException {
    return transactions.run(
        connection ->
            Sql.of(connection, WAITING, shard, manifestId)
                .first(row -> Optional.ofNullable(first(connection, readable(row))))
                .orElse(Optional.empty()));
  }

  /// Appends batches to the end of their shard's queue.
  ///
  /// @throws PlimsollException NOT_FOUND; CONFLICT where they are unreadable
  public void retry(long id) throws SQLException {
    transactions.run(
        connection -> {
          Taken taken = take(connection, id);
          if (taken.batches().isEmpty()) {
            throw PlimsollException.conflict("what cannot be read cannot be tried again: drop it");
          }
          return BatchAppend.append(
              connection, List.of(ManifestRow.of(taken.shard(), taken.batches())));
        });
  }

  /// Drops batches: they never get offsets, and no longer refer to their objects.
  ///
  /// @throws PlimsollException NOT_FOUND
  public void drop(long id) throws SQLException {
    transactions.run(
        connection -> {
          Taken taken = take(connection, id);
          ReleasedBatches released = new ReleasedBatches();
          taken.batches().forEach(released::add);
          released.store(connection);
          return taken;
        });
  }

  private record Taken(int shard, List<LogBatch> batches) {}

  private static Taken take(Connection connection, long id) throws SQLException {
    return Sql.of(connection, TAKE, id)
        .first(row -> new Taken(row.getInt("shard"), readable(row)))
        .orElseThrow(
            () -> PlimsollException.notFound("nothing is set aside under the number " + id));
  }

  private static List<LogBatch> readable(ResultSet row) throws SQLException {
    try {
      return BatchCodec.unpack(row.getBytes("packed"));
    } catch (PlimsollException _) {
      return List.of();
    }
  }

  private static QuarantinedBatches quarantined(Connection connection, ResultSet row)
      throws SQLException {
    return new QuarantinedBatches(
        row.getLong("quarantine_id"),
        Columns.instant(row, "set_aside_at"),
        row.getInt("shard"),
        row.getInt("batch_count"),
        row.getString("code"),
        row.getString("reason"),
        first(connection, readable(row)));
  }

  private static QuarantinedBatches.@Nullable First first(
      Connection connection, List<LogBatch> batches) throws SQLException {
    if (batches.isEmpty()) {
      return null;
    }
    LogBatch batch = batches.getFirst();
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

  /// Empty if the log has lost the name, which may be why the batch is here.
  private static Optional<String> named(Supplier<String> name) {
    try {
      return Optional.of(name.get());
    } catch (PlimsollException _) {
      return Optional.empty();
    }
  }
}
