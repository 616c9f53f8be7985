package dev.plimsoll.materializer.retention;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.materializer.flow.Watch;
import dev.plimsoll.offsetlog.retention.Removed;
import dev.plimsoll.offsetlog.retention.Retention;
import dev.plimsoll.offsetlog.retention.UnreferencedFiles;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import org.jboss.logging.Logger;

/// Removes what is to be removed, again and again. Pods may do so side by side.
@Singleton
public final class BackgroundRetention {
  private static final Logger LOG = Logger.getLogger(BackgroundRetention.class);

  /// After the service's own start (100), when the schema is there.
  private static final int AFTER_START = 300;

  /// Looks between two for forgotten producers: that one reads their whole table.
  private static final int LOOKS_A_CLEARING = 20;

  private final Retention retention;
  private final UnreferencedFiles files;
  private final RetentionMetrics metrics;
  private final Duration producerExpiry;
  private final Watch watch;
  private int looks;

  public BackgroundRetention(
      Retention retention,
      UnreferencedFiles files,
      RetentionMetrics metrics,
      RetentionConfig config) {
    if (config.producerExpiry().compareTo(Duration.ofHours(1)) < 0) {
      throw new IllegalArgumentException(
          "plimsoll.materializer.retention.producer-expiry is less than an hour");
    }
    this.retention = retention;
    this.files = files;
    this.metrics = metrics;
    this.producerExpiry = config.producerExpiry();
    this.watch = new Watch("log-retention", config.interval(), this::look);
  }

  void start(@Observes @Priority(AFTER_START) StartupEvent event) {
    watch.start();
  }

  void stop(@Observes ShutdownEvent event) {
    watch.close();
  }

  private interface Work {
    Removed on(int partId) throws SQLException;
  }

  private void look() throws SQLException {
    for (int partId : retention.due()) {
      work(partId, id -> retention.keep(id, Retention.Rest::asLong));
    }
    for (int partId : retention.deleted()) {
      work(partId, id -> retention.clear(id, Retention.Rest::asLong));
    }
    retention.forgetTopics();
    UnreferencedFiles.Round round;
    do {
      round = files.round();
      metrics.deleted(round);
      if (round.failed() > 0) {
        LOG.warnf(
            "event=objects.kept count=%d will be tried again, reason=%s",
            round.failed(), round.firstFailure());
      }
    } while (!round.idle() && !Thread.currentThread().isInterrupted());
    if (looks++ % LOOKS_A_CLEARING == 0) {
      int forgotten = retention.forgetProducers(producerExpiry);
      if (forgotten > 0) {
        LOG.infof("event=producers.forgotten count=%d", forgotten);
      }
    }
  }

  /// One partition that is damaged does not hold up the others.
  private void work(int partId, Work work) throws SQLException {
    if (Thread.currentThread().isInterrupted()) {
      return;
    }
    try {
      metrics.removed(work.on(partId));
    } catch (PlimsollException e) {
      metrics.failed();
      LOG.warnf("event=retention.failed part_id=%d reason=%s", partId, e.getMessage());
    }
  }
}
