package dev.plimsoll.sync.registry;

import dev.plimsoll.contracts.database.DatabaseKind;
import java.util.Map;
import java.util.Objects;

/// Connectors by the kinds of databases that they know: sources, or targets that are loaded batch
/// by batch. Thread-safe.
///
/// @param <C> what they are
public final class ByKind<C> {
  private final Map<DatabaseKind, C> connectors;
  private final String otherwise;

  /// @param otherwise what is said of another kind, such as "is not read from"
  public ByKind(Map<DatabaseKind, C> connectors, String otherwise) {
    this.connectors = Map.copyOf(connectors);
    this.otherwise = otherwise;
  }

  /// @param kind one of those
  public C of(DatabaseKind kind) {
    return Objects.requireNonNull(connectors.get(kind), kind.title() + " " + otherwise);
  }
}
