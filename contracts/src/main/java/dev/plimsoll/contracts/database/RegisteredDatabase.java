package dev.plimsoll.contracts.database;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;

/// A database as a command names it. The receiver knows its address from the registration.
///
/// @param revision of the registration when the command was sent
public record RegisteredDatabase(
    @Within(Bound.NAME) String name, @Within(Bound.REVISION) long revision) {
  @Override
  public String toString() {
    return "%s (revision %d)".formatted(name, revision);
  }
}
