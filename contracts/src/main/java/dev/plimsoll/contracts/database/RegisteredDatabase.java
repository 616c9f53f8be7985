package dev.plimsoll.contracts.database;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;

/// A database as a command names it: where it is and how to log in there stands in its
/// registration, which whoever carries the command out knows by itself.
///
/// @param revision of the registration, as whoever sent the command had it
public record RegisteredDatabase(
    @Within(Bound.NAME) String name, @Within(Bound.REVISION) long revision) {
  /// For people and logs.
  @Override
  public String toString() {
    return "%s (revision %d)".formatted(name, revision);
  }
}
