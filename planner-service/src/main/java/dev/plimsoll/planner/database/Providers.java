package dev.plimsoll.planner.database;

import dev.plimsoll.postgres.connection.PostgresConnections;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/// What this service takes from outside of it.
public final class Providers {
  @Produces
  @Singleton
  PostgresConnections connector() {
    return new PostgresConnections(System.getenv()).pinned();
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }
}
