package dev.plimsoll.materializer.retention;

import dev.plimsoll.offsetlog.retention.Retention;
import dev.plimsoll.offsetlog.retention.UnreferencedFiles;
import dev.plimsoll.periodic.PeriodicWork;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/// Removes what is to be removed, again and again. Pods may do so side by side.
@Singleton
public final class BackgroundRetention {
  private static final Logger LOG = Logger.getLogger(BackgroundRetention.class);

  /// After the service's own start (100), when the schema is there.
  private static final int AFTER_START = 300;

  /// Looks between two for forgotten producers: that one reads their whole table.
  private static final int LOOKS_A_CLEARING = 20;

  /// It rests between its steps, and a first round may have much to do.
  private static final Duration MAY_TAKE = Duration.ofHours(1);

  private final Retention retention;
  private final UnreferencedFiles files;
  private final RetentionMetrics metrics;
  private final Duration producerExpiry;
  private final PeriodicWork watch;
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
    this.watch =
        PeriodicWork.every("log-retention", config.interval()).mayTake(MAY_TAKE).runs(this::look);
  }

  void start(@Observes @Priority(AFTER_START) StartupEvent event) {
    watch.start();
  }

  void stop(@Observes ShutdownEvent event) {
    watch.close();
  }

  private record Due(int partId, boolean deleted) {}

  private void look() throws Exception {
    List<Due> due = new ArrayList<>();
    retention.due().forEach(partId -> due.add(new Due(partId, false)));
    retention.deleted().forEach(partId -> due.add(new Due(partId, true)));
    watch.each(due, this::work);
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

  private void work(Due due) throws SQLException {
    try {
      metrics.removed(
          due.deleted()
              ? retention.clear(due.partId(), Retention.Rest::asLong)
              : retention.keep(due.partId(), Retention.Rest::asLong));
    } catch (SQLException | RuntimeException e) {
      metrics.failed();
      throw e;
    }
  }
}
