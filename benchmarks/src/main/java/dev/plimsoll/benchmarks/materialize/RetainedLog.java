package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.stack.BenchDatabase;
import dev.plimsoll.benchmarks.stack.OneSession;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.offsetlog.assignment.RunSize;
import dev.plimsoll.offsetlog.audit.Auditor;
import dev.plimsoll.offsetlog.retention.Retention;
import dev.plimsoll.offsetlog.retention.UnreferencedFiles;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Asynchronous ingress path with a very short retention: old and new batches are published and
/// removed meanwhile, by the service's classes. Its objects are in no store.
final class RetainedLog extends AsynchronousLog {
  private static final int BATCHES_OF_A_FILE = 50;
  /// Retention of a hundred batches a partition.
  private static final String LIMIT =
      "UPDATE log_topic SET owns_objects = true, retention_bytes = "
          + 100 * GeneratedFile.BYTES_OF_A_BATCH;

  private static final String TELL_ALL =
      """
      UPDATE publication u SET next_offset = s.next_offset FROM partition_state s
      WHERE s.part_id = u.part_id AND u.next_offset < s.next_offset
      """;

  private long pastRecords;

  RetainedLog(Supplier<RunSize> sizes) {
    super(sizes);
  }

  /// The history is appended with files and producers, so that its removal costs what it does in
  /// production.
  @Override
  public void create(Connection connection, int partitions, long history) throws SQLException {
    super.create(connection, partitions, 0);
    BenchDatabase.execute(connection, LIMIT, "SET synchronous_commit = off");
    Writer writer = writer(connection);
    GeneratedFile.Traffic traffic =
        new GeneratedFile.Traffic(2_000, 0, partitions, BATCHES_OF_A_FILE);
    pastRecords = 0;
    for (long left = history; left > 0; left -= BATCHES_OF_A_FILE) {
      GeneratedFile file = traffic.next();
      writer.append(file);
      pastRecords += file.records();
    }
    Worker worker = worker(connection, () -> new RunSize.Fixed(1_000));
    int idle = 0;
    while (idle <= 1) {
      idle = worker.run() > 0 ? 0 : idle + 1;
    }
    BenchDatabase.execute(connection, "VACUUM ANALYZE");
  }

  @Override
  public Optional<Worker> housekeeper(Connection connection) {
    Transactions transactions = OneSession.transactions(connection);
    Retention retention = new Retention(transactions, Clock.systemUTC(), Duration.ZERO);
    UnreferencedFiles files = new UnreferencedFiles(transactions, (_, _) -> Map.of());
    return Optional.of(
        () -> {
          BenchDatabase.execute(connection, TELL_ALL);
          int removed = 0;
          for (int partId : retention.due()) {
            removed += (int) retention.keep(partId, Retention.Rest::asLong).batches();
          }
          while (!files.round().idle()) {
            removed++;
          }
          return removed;
        });
  }

  @Override
  public long recordsWithOffsets(Connection connection, long history) throws SQLException {
    LogAudit audit = new Auditor(OneSession.transactions(connection), Auditor.MOST).audit("");
    if (!audit.clean()) {
      throw new IllegalStateException("after retention: " + audit.findings().first());
    }
    return audit.records() - pastRecords;
  }
}
