package dev.plimsoll.builder.lane;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import java.util.UUID;

/// What matters of a command whose planner still said in it where the database is
/// (`dev.plimsoll.build.command.v1`): that it is answered, so that nobody waits for it.
public record OutdatedCommand(UUID buildId, @Within(Bound.ATTEMPT) int attempt) {
  static final String TYPE = "dev.plimsoll.build.command.v1";
}
