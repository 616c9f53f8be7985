package dev.plimsoll.connector.source;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The utilization of a server, asked for when it is first needed and then remembered for all
/// tables of one plan. Of one thread.
public final class UtilizationProbe {
  /// Asks the server.
  @FunctionalInterface
  public interface Look {
    ServerUtilization look() throws SQLException;
  }

  private final Look look;
  private @Nullable ServerUtilization seen;

  public UtilizationProbe(Look look) {
    this.look = look;
  }

  /// @throws SQLException as the server says it
  public ServerUtilization get() throws SQLException {
    ServerUtilization utilization = seen;
    if (utilization == null) {
      utilization = look.look();
      seen = utilization;
    }
    return utilization;
  }
}
