package dev.plimsoll.planner.advice;

import dev.plimsoll.analysis.TargetSessions;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.StandbyAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.health.request.Standby;
import dev.plimsoll.postgres.connection.PostgresConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Sessions of one analysis, which another thread may end. Thread-safe.
final class AnalysisSessions implements TargetSessions {
  static final String APPLICATION = "plimsoll-planner-advice";

  private final PostgresConnections connections;
  private final DatabaseAddress address;
  private final List<Connection> open = new ArrayList<>();
  private boolean ended;

  AnalysisSessions(PostgresConnections connections, DatabaseAddress address) {
    this.connections = connections;
    this.address = address;
  }

  @Override
  public Connection pinned() {
    return kept(connections.pinned().open(address, APPLICATION));
  }

  @Override
  public Connection byRolesPath() {
    return kept(connections.byRolesPath().open(address, APPLICATION));
  }

  /// A session on a standby, pinned too, that breaks where the standby falls silent.
  Connection onStandby(StandbyAddress standby) {
    return kept(
        connections.pinned().answeringWithin(Standby.SILENCE).open(address, standby, APPLICATION));
  }

  private synchronized Connection kept(Connection connection) {
    open.add(connection);
    if (ended) {
      end();
      throw new PlimsollException(ErrorCode.CONNECTION_LOST, "the analysis was ended");
    }
    return connection;
  }

  synchronized boolean ended() {
    return ended;
  }

  /// Breaks all sessions: what runs in them fails, also on the server, once it looks at its socket.
  synchronized void end() {
    ended = true;
    for (Connection connection : open) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        // It is closed already.
      }
    }
    open.clear();
  }
}
