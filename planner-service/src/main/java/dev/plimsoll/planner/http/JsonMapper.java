package dev.plimsoll.planner.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plimsoll.contracts.message.Json;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The API speaks the same JSON as the messages do.
public final class JsonMapper {
  @Produces
  @Singleton
  ObjectMapper mapper() {
    return Json.MAPPER.copy();
  }
}
