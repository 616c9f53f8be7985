package dev.plimsoll.own;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/// End of a process that was started for its migrations alone, before anything else has begun.
@Singleton
public final class MigrationsOnly {
  /// Of an observer that migrates by itself.
  public static final int MIGRATE = -20;

  private static final Logger LOG = Logger.getLogger(MigrationsOnly.class);
  private static final int END = -10;

  private final MigrationConfig config;

  public MigrationsOnly(MigrationConfig config) {
    this.config = config;
  }

  void end(@Observes @Priority(END) StartupEvent event) {
    if (config.only()) {
      LOG.info("event=schema.migrated and nothing else is started");
      // Quarkus stops in order only what has started whole. Nothing is open here but the pool's
      // sessions, whose migrations are committed.
      Runtime.getRuntime().halt(0);
    }
  }
}
