package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.commit.CommittedFile;
import dev.plimsoll.offsetlog.commit.FileCommit;
import dev.plimsoll.offsetlog.ingestion.FileNumbering;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;

/// The synchronous ingress path: an append answers its offsets. The producers are those of one
/// service, so they share its commits: whoever's turn it is commits for those who wait, on his own
/// connection.
final class SynchronousLog extends OffsetLogSequencer {
  private final ThreadLocal<Connection> connections = new ThreadLocal<>();
  private final OneSession session = new OneSession(connections::get);
  private final FileCommit commit = new FileCommit(new Transactions(session));
  private FileNumbering numbering = numbering(session);

  @Override
  public boolean synchronous() {
    return true;
  }

  /// What a process has remembered of other tables is not true of these.
  @Override
  public void create(Connection connection, int partitions, long history) throws SQLException {
    super.create(connection, partitions, history);
    numbering = numbering(session);
  }

  @Override
  public Writer writer(Connection connection) {
    return file -> {
      connections.set(connection);
      try {
        CommittedFile committed = commit.commit(numbering.number(appended(file)));
        if (!committed.outcomes().stream().allMatch(Admission.Placed.class::isInstance)) {
          throw new IllegalStateException(file.key() + " was not taken: " + committed.outcomes());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("broken off", e);
      }
    };
  }
}
