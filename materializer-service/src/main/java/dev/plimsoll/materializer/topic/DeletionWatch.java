package dev.plimsoll.materializer.topic;

import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.topic.DeletedTopics;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.transaction.Transactions;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Lets this process forget what topics were deleted in others, within half a second.
@Singleton
public final class DeletionWatch {
  /// After the service's own start (100), before SmallRye begins to poll (1000).
  private static final int BEFORE_POLLING = 200;

  private static final Duration EVERY = Duration.ofMillis(500);

  private final PeriodicWork watch;

  public DeletionWatch(Transactions transactions, Partitions partitions) {
    DeletedTopics deleted = new DeletedTopics(transactions, partitions);
    watch = PeriodicWork.every("deletion-watch", EVERY).runs(deleted::look);
  }

  void start(@Observes @Priority(BEFORE_POLLING) StartupEvent event) {
    watch.start();
  }

  void stop(@Observes ShutdownEvent event) {
    watch.close();
  }
}
