package dev.plimsoll.planner.database;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plimsoll.contracts.message.Json;
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

  /// The API speaks the same JSON as the messages do.
  @Produces
  @Singleton
  ObjectMapper mapper() {
    return Json.MAPPER.copy();
  }
}
