package dev.plimsoll.connector.source;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Utilization of a server, measured on first use and then cached for the tables of a plan. For one
/// thread.
public final class UtilizationProbe {
  @FunctionalInterface
  public interface Look {
    ServerUtilization look() throws SQLException;
  }

  private final Look look;
  private @Nullable ServerUtilization seen;

  public UtilizationProbe(Look look) {
    this.look = look;
  }

  public ServerUtilization get() throws SQLException {
    ServerUtilization utilization = seen;
    if (utilization == null) {
      utilization = look.look();
      seen = utilization;
    }
    return utilization;
  }
}
