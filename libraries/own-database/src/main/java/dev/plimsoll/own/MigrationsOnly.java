package dev.plimsoll.own;

import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/// End of a process that was started for its migrations alone, before anything else has begun.
@Singleton
public final class MigrationsOnly {
  /// Of an observer that migrates by itself.
  public static final int MIGRATE = -20;

  private static final int END = -10;

  private final MigrationConfig config;

  public MigrationsOnly(MigrationConfig config) {
    this.config = config;
  }

  void end(@Observes @Priority(END) StartupEvent event) {
    if (config.only()) {
      throw new PreventFurtherStepsException("event=schema.migrated", 0);
    }
  }
}
