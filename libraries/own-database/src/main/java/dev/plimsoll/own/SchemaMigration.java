package dev.plimsoll.own;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/// Migration of a service's own schema at its start. What needs no schema goes on beside it: both
/// wait for servers for the most part.
///
/// A process that was started for its migrations alone ends before anything else has begun.
@Singleton
public final class SchemaMigration {
  /// Of an observer that has to be done before.
  public static final int BEFORE = -30;

  /// Of an observer that goes on beside it. A process for migrations alone calls it too.
  public static final int BESIDE = -15;

  private static final Logger LOG = Logger.getLogger(SchemaMigration.class);
  private static final int BEGIN = -20;
  private static final int END = -10;

  private final MigrationConfig config;
  private final Instance<Flyway> flyway;
  private final MigrationState state;
  private CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

  public SchemaMigration(MigrationConfig config, Instance<Flyway> flyway, MigrationState state) {
    this.config = config;
    this.flyway = flyway;
    this.state = state;
  }

  void begin(@Observes @Priority(BEGIN) StartupEvent event) {
    if (config.atStart()) {
      done = CompletableFuture.runAsync(this::migrate, Thread.ofPlatform().daemon()::start);
    }
  }

  private void migrate() {
    state.during(() -> flyway.get().migrate());
  }

  /// @throws RuntimeException as the migration threw it
  void end(@Observes @Priority(END) StartupEvent event) {
    try {
      done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    if (config.only()) {
      LOG.info("event=schema.migrated and nothing else is started");
      // Quarkus stops in order only what has started whole. Nothing is open here but the pool's
      // sessions, whose migrations are committed.
      Runtime.getRuntime().halt(0);
    }
  }
}
