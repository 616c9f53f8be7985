package dev.plimsoll.offsetlog.commit;

import java.sql.SQLException;

/// Gives offsets to the oldest of what queues in a lane.
@FunctionalInterface
public interface LaneRuns {
  /// One run, after whoever has the lane.
  ///
  /// @throws SQLException nothing is assigned, or, when the answer to the commit was lost, all of
  ///     it
  void run(int lane) throws SQLException;
}
