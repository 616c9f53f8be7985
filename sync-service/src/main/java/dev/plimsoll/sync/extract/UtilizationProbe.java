package dev.plimsoll.sync.extract;

import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.source.ServerUtilization;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a source has left, looked at where somebody wants to know, and then once for all tables
/// that are planned together. Of one thread.
final class UtilizationProbe implements Supplier<ServerUtilization> {
  /// Asks the source.
  @FunctionalInterface
  interface Look {
    ServerUtilization look() throws SQLException;
  }

  private final Look look;
  private @Nullable ServerUtilization seen;

  UtilizationProbe(Look look) {
    this.look = look;
  }

  /// @throws dev.plimsoll.contracts.problem.PlimsollException with what the source says
  @Override
  public ServerUtilization get() {
    ServerUtilization load = seen;
    if (load == null) {
      try {
        load = look.look();
      } catch (SQLException e) {
        throw Failures.of(e);
      }
      seen = load;
    }
    return load;
  }
}
