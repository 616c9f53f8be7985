package dev.plimsoll.planner.startup;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.postgres.connection.PostgresConnections;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/// Beans for this service's environment: connections, clock, JSON.
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

  /// The API uses the messages' JSON.
  @Produces
  @Singleton
  ObjectMapper mapper() {
    return Json.MAPPER.copy();
  }
}
