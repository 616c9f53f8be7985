package dev.plimsoll.materializer.assignment;

import dev.plimsoll.contracts.log.QuarantinedBatches;
import dev.plimsoll.materializer.metrics.LogMetrics;
import dev.plimsoll.materializer.publication.CommitsRelay;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.AssignedRun;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.quarantine.Quarantine;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Runs of workers and of waiting requests: counted, and reported to waiting readers.
@Singleton
public final class Runs {
  private static final Logger LOG = Logger.getLogger(Runs.class);

  private interface Running {
    AssignedRun run() throws SQLException;
  }

  private final OffsetAssignment assignment;
  private final LogMetrics metrics;
  private final CommitsRelay relay;
  private final Partitions partitions;
  private final Quarantine quarantine;

  public Runs(
      Transactions transactions,
      AssignmentConfig config,
      LogMetrics metrics,
      CommitsRelay relay,
      Partitions partitions) {
    this.assignment = new OffsetAssignment(transactions, config.runSize());
    this.metrics = metrics;
    this.relay = relay;
    this.partitions = partitions;
    this.quarantine = new Quarantine(transactions);
  }

  /// A run of the next free shard with work.
  ///
  /// @throws SQLException of the assignment
  AssignedRun next(int startAfter) throws SQLException {
    return reported(() -> assignment.run(startAfter));
  }

  /// A run of one shard, after waiting for its lock.
  ///
  /// @throws SQLException of the assignment
  public void run(int shard) throws SQLException {
    reported(() -> assignment.runShard(shard));
  }

  private AssignedRun reported(Running running) throws SQLException {
    long started = System.nanoTime();
    AssignedRun run = running.run();
    if (!run.idle()) {
      metrics.assigned(run, Duration.ofNanos(System.nanoTime() - started));
      relay.given(run.outcome().moved());
      partitions.forget(gone(run));
      if (!run.setAside().isEmpty()) {
        logSetAside(run.setAside().size());
      }
    }
    return run;
  }

  private void logSetAside(int count) throws SQLException {
    for (QuarantinedBatches one : quarantine.newest(count)) {
      QuarantinedBatches.First first = one.first();
      LOG.errorf(
          "event=batches.quarantined id=%d shard=%d batches=%d code=%s %s reason=%s",
          one.id(),
          one.shard(),
          one.batches(),
          one.code(),
          first == null ? "unreadable" : named(first),
          one.reason());
    }
  }

  /// A batch as logs name it.
  public static String named(QuarantinedBatches.First batch) {
    return "topic=%s partition=%d producer=%s epoch=%d sequence=%d"
        .formatted(
            batch.topic(),
            batch.partition(),
            batch.producerId(),
            batch.producerEpoch(),
            batch.sequence());
  }

  /// Missing partitions of refused batches.
  private static Set<Integer> gone(AssignedRun run) {
    return run.outcome().refused().stream()
        .filter(refusal -> refusal.why() instanceof Admission.UnknownPartition)
        .map(refusal -> refusal.batch().partId())
        .collect(Collectors.toSet());
  }
}
