package dev.plimsoll.materializer.retention;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.offsetlog.retention.Retention;
import dev.plimsoll.offsetlog.retention.Retention.Removed;
import dev.plimsoll.offsetlog.retention.UnreferencedFiles;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;

/// Background retention, by one pod in each interval. Where its round takes longer, others join it.
@Singleton
public final class BackgroundRetention {
  private static final Logger LOG = Logger.getLogger(BackgroundRetention.class);

  /// Rounds for each search for forgotten producers, which reads their whole table.
  private static final int ROUNDS_A_CLEARING = 20;

  /// It pauses between slices, and a first round may be long.
  private static final Duration MAY_TAKE = Duration.ofHours(1);

  /// Between the broker's clock and the database's.
  private static final Duration MARGIN = Duration.ofHours(1);

  private final Retention retention;
  private final UnreferencedFiles files;
  private final RetentionMetrics metrics;
  private final Duration producerExpiry;
  private final OldestEvent oldestEvent;
  private final Duration interval;
  private final PeriodicWork watch;
  private int rounds;

  public BackgroundRetention(
      Retention retention,
      Transactions transactions,
      S3Objects objects,
      RetentionMetrics metrics,
      OldestEvent oldestEvent,
      RetentionConfig config) {
    if (config.producerExpiry().compareTo(Duration.ofHours(1)) < 0) {
      throw new IllegalArgumentException(
          "plimsoll.materializer.retention.producer-expiry is less than an hour");
    }
    this.retention = retention;
    this.files = new UnreferencedFiles(transactions, objects);
    this.metrics = metrics;
    this.oldestEvent = oldestEvent;
    this.producerExpiry = config.producerExpiry();
    this.interval = config.interval();
    this.watch =
        PeriodicWork.every("log-retention", interval)
            .mayTake(MAY_TAKE)
            .outagesBeing(BackgroundRetention::maybeOutage)
            .runs(this::look);
  }

  public PeriodicWork work() {
    return watch;
  }

  private interface Work {
    void run() throws Exception;
  }

  /// A task whose failure does not affect others.
  private record Task(String name, Work work) {
    @Override
    public String toString() {
      return name;
    }
  }

  void look() throws Exception {
    if (retention.takeTurn(interval)) {
      round();
    }
  }

  void round() throws Exception {
    List<Task> tasks = new ArrayList<>();
    for (int partId : retention.due()) {
      tasks.add(
          new Task(
              "partition " + partId,
              () -> count(() -> retention.keep(partId, Retention.Rest::asLong))));
    }
    for (int partId : retention.deleted()) {
      tasks.add(
          new Task(
              "deleted partition " + partId,
              () -> count(() -> retention.clear(partId, Retention.Rest::asLong))));
    }
    tasks.add(
        new Task("empty partitions", () -> retention.forgetPartitions(Retention.Rest::asLong)));
    tasks.add(new Task("deleted topics", retention::forgetTopics));
    tasks.add(new Task("objects", this::deleteObjects));
    if (rounds++ % ROUNDS_A_CLEARING == 0) {
      tasks.add(new Task("producers", this::forgetProducers));
    }
    watch.each(tasks, task -> task.work().run());
  }

  /// Without a connection, the next task would fail as well.
  private static boolean maybeOutage(Throwable failure) {
    return failure instanceof SQLException sql
        && (SqlStates.state(sql) == null || SqlStates.errorCode(sql) == ErrorCode.CONNECTION_LOST);
  }

  private void count(Callable<Removed> removal) throws Exception {
    try {
      metrics.removed(removal.call());
    } catch (Exception e) {
      metrics.failed();
      throw e;
    }
  }

  private void deleteObjects() throws SQLException {
    UnreferencedFiles.Round round;
    do {
      round = files.round();
      metrics.deleted(round);
      if (round.left() > 0) {
        LOG.warnf(
            "event=objects.left count=%d nothing may be deleted where they are, see"
                + " plimsoll.materializer.retention.deletable",
            round.left());
      }
      if (round.failed() > 0) {
        LOG.warnf(
            "event=objects.kept count=%d will be tried again, reason=%s",
            round.failed(), round.firstFailure());
      }
    } while (!round.idle() && !Thread.currentThread().isInterrupted());
  }

  /// None while Kafka does not answer for its oldest event.
  private void forgetProducers() throws SQLException {
    try {
      Duration after = expiry(producerExpiry, oldestEvent.find(), Instant.now());
      int forgotten = retention.forgetProducers(after);
      if (forgotten > 0) {
        LOG.infof("event=producers.forgotten count=%d", forgotten);
      }
    } catch (ExecutionException e) {
      LOG.warnf("event=producers.kept until Kafka answers, reason=%s", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Time after which a producer is forgotten. Not while Kafka has events that old, which may be
  /// read again.
  static Duration expiry(Duration configured, Optional<Instant> oldestEvent, Instant now) {
    Duration replay =
        oldestEvent.map(oldest -> Duration.between(oldest, now).plus(MARGIN)).orElse(Duration.ZERO);
    return replay.compareTo(configured) > 0 ? replay : configured;
  }
}
