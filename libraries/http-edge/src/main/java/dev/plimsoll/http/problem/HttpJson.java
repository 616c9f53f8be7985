package dev.plimsoll.http.problem;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plimsoll.contracts.message.Json;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// JSON of requests and answers: that of messages, but what is not understood of a request is
/// refused. A message may come from a newer service; a request is an order, and an order of which a
/// part is passed over does something else.
public final class HttpJson {
  private HttpJson() {}

  @Produces
  @Singleton
  static ObjectMapper mapper() {
    return Json.MAPPER
        .copy()
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
  }
}
