package dev.plimsoll.own;

import io.agroal.api.AgroalDataSource;
import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.inject.Singleton;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/// The pool's first session, begun as soon as the database's address is known. A login costs a cold
/// JVM some 0.3 s: its keys and hashes run before they are compiled. The migration would wait for
/// that, and this way it happens beside the rest of the start, on the pool's own thread.
@Singleton
public final class FirstSession implements FlywayConfigurationCustomizer {
  private final AgroalDataSource pool;

  public FirstSession(AgroalDataSource pool) {
    this.pool = pool;
  }

  /// Opens the pool and changes nothing: no earlier step of a start has to do with the database.
  @Override
  public void customize(FluentConfiguration configuration) {
    // Opens the pool, which begins with `quarkus.datasource.jdbc.initial-size` sessions.
    pool.getConfiguration();
  }
}
