package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.LogDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Gives offsets to whatever waits, in this thread.
public final class AssignedLog {
  private static final Duration REST = Duration.ofMillis(2);

  private AssignedLog() {}

  public static void assignAll(LogDatabase log) throws SQLException {
    OffsetAssignment assignment =
        new OffsetAssignment(log.transactions(), new RunSize.Fixed(4_000));
    AssignedRun run = assignment.run(-1);
    while (!run.idle()) {
      run = assignment.run(run.shard());
    }
  }

  /// A run of a worker that runs again and again. Where it finds nothing to do it rests, as the
  /// service's does: else it takes the processors from who writes.
  ///
  /// @param last the shard that the run before has had; -1 for none
  /// @return the shard that this one had
  public static int runOrRest(OffsetAssignment assignment, int last) throws SQLException {
    AssignedRun run = assignment.run(last);
    if (run.idle()) {
      LockSupport.parkNanos(REST.toNanos());
    }
    return run.shard();
  }
}
