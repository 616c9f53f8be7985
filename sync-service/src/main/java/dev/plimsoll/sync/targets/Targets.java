package dev.plimsoll.sync.targets;

import dev.plimsoll.connector.loading.Target;
import dev.plimsoll.contracts.database.DatabaseKind;
import java.util.Map;
import java.util.Objects;

/// Targets that there are, by the kinds of databases that are loaded batch by batch. Threads share
/// it.
public final class Targets {
  private final Map<DatabaseKind, Target> byKind;

  public Targets(Map<DatabaseKind, Target> byKind) {
    this.byKind = Map.copyOf(byKind);
  }

  /// @param kind one that is loaded batch by batch
  public Target of(DatabaseKind kind) {
    return Objects.requireNonNull(byKind.get(kind), kind.title() + " is not loaded batch by batch");
  }
}
