package dev.plimsoll.sync.extract;

import dev.plimsoll.sync.effect.Failures;
import dev.plimsoll.sync.source.SourceLoad;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a source has left, looked at where somebody wants to know, and then once for all tables
/// that are planned together. Of one thread.
final class LoadLook implements Supplier<SourceLoad> {
  /// Asks the source.
  @FunctionalInterface
  interface Look {
    SourceLoad look() throws SQLException;
  }

  private final Look look;
  private @Nullable SourceLoad seen;

  LoadLook(Look look) {
    this.look = look;
  }

  /// @throws dev.plimsoll.contracts.problem.PlimsollException with what the source says
  @Override
  public SourceLoad get() {
    SourceLoad load = seen;
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
