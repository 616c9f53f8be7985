package dev.plimsoll.offsetlog.assignment;

import dev.plimsoll.offsetlog.LogDatabase;
import java.sql.SQLException;

/// Gives offsets to whatever waits, in this thread.
public final class AssignedLog {
  private AssignedLog() {}

  public static void assignAll(LogDatabase log) throws SQLException {
    OffsetAssignment assignment =
        new OffsetAssignment(log.transactions(), new RunSize.Fixed(4_000));
    AssignedRun run = assignment.run(-1);
    while (!run.idle()) {
      run = assignment.run(run.lane());
    }
  }
}
