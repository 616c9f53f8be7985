package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.offsetlog.append.LogFile;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.commit.FileCommit;
import dev.plimsoll.offsetlog.commit.FileCommit.CommittedFile;
import java.sql.SQLException;

/// Synchronous ingress path: an append returns its offsets. The producers are those of one service
/// and share its commits: one of them commits for all that wait, on its own connection.
final class SynchronousLog extends OffsetLogSequencer {
  private final FileCommit commit =
      FileCommit.ofWholeFiles(transactions(), FileCommit.runsOf(transactions()));

  @Override
  public boolean synchronous() {
    return true;
  }

  @Override
  void append(String key, LogFile file) throws SQLException, InterruptedException {
    CommittedFile committed = commit.commit(file);
    if (!committed.outcomes().stream().allMatch(Admission.Placed.class::isInstance)) {
      throw new IllegalStateException(key + " was not taken: " + committed.outcomes());
    }
  }
}
