package dev.plimsoll.sync.registry;

import dev.plimsoll.connector.source.Source;
import dev.plimsoll.contracts.database.DatabaseKind;
import java.util.Map;
import java.util.Objects;

/// Sources by the kinds of databases that they read. Thread-safe.
public final class Sources {
  private final Map<DatabaseKind, Source> byKind;

  public Sources(Map<DatabaseKind, Source> byKind) {
    this.byKind = Map.copyOf(byKind);
  }

  public Source of(DatabaseKind kind) {
    return Objects.requireNonNull(byKind.get(kind), kind.title() + " is not read from");
  }
}
