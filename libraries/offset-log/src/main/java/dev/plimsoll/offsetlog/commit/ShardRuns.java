package dev.plimsoll.offsetlog.commit;

import java.sql.SQLException;

/// Gives offsets to the oldest of what queues in a shard.
@FunctionalInterface
public interface ShardRuns {
  /// One run, after whoever has the shard.
  ///
  /// @throws SQLException nothing is assigned, or, when the answer to the commit was lost, all of
  ///     it
  void run(int shard) throws SQLException;
}
