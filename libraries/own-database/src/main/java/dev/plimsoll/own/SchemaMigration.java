package dev.plimsoll.own;

import dev.plimsoll.postgres.connection.ServerVersion;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/// Migration of a service's own schema at its start, before anything else is begun. A server
/// that is not supported ends the start.
///
/// A process that was started for its migrations alone ends with them: it needs the database, and
/// neither Kafka nor S3.
@Singleton
public final class SchemaMigration {
  /// Of an observer that has to be done before.
  public static final int BEFORE = -30;

  private static final int MIGRATE = -20;
  private static final Logger LOG = Logger.getLogger(SchemaMigration.class);

  private final MigrationConfig config;
  private final AgroalDataSource database;
  private final Instance<Flyway> flyway;
  private final MigrationState state;

  public SchemaMigration(
      MigrationConfig config,
      AgroalDataSource database,
      Instance<Flyway> flyway,
      MigrationState state) {
    this.config = config;
    this.database = database;
    this.flyway = flyway;
    this.state = state;
  }

  void migrate(@Observes @Priority(MIGRATE) StartupEvent event) throws SQLException {
    requireSupportedServer();
    if (config.atStart()) {
      state.during(() -> flyway.get().migrate());
    }
    if (config.only()) {
      LOG.info("event=schema.migrated and nothing else is started");
      // Quarkus stops in order only what has started whole. Nothing is open here but the pool's
      // sessions, whose migrations are committed.
      Runtime.getRuntime().halt(0);
    }
  }

  private void requireSupportedServer() throws SQLException {
    try (Connection connection = database.getConnection()) {
      ServerVersion.of(connection).requireSupported();
    }
  }
}
