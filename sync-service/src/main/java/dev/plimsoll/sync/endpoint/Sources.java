package dev.plimsoll.sync.endpoint;

import dev.plimsoll.connector.source.Source;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import java.util.Map;

/// The sources that there are, by the kinds of databases that they read. Threads share it.
public final class Sources {
  private final Map<DatabaseKind, Source> byKind;

  public Sources(Map<DatabaseKind, Source> byKind) {
    this.byKind = Map.copyOf(byKind);
  }

  /// @throws PlimsollException INVALID_REQUEST for a kind that is never read from
  public Source of(EndpointRegistration endpoint) {
    Source source = byKind.get(endpoint.kind());
    if (source == null) {
      throw PlimsollException.invalidRequest(
          "\"%s\" is a %s: it is loaded into, never read from"
              .formatted(endpoint.name(), endpoint.kind().title()));
    }
    return source;
  }

  /// Whether databases of a kind are read from.
  boolean has(DatabaseKind kind) {
    return byKind.containsKey(kind);
  }
}
