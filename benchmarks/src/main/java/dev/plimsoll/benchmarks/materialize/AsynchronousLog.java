package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.offsetlog.assignment.AssignedRun;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.assignment.RunSize;
import dev.plimsoll.offsetlog.ingestion.FileAppend;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Supplier;

/// The asynchronous door: an append is durable at once, a worker gives offsets later.
class AsynchronousLog extends OffsetLogSequencer {
  private final Supplier<RunSize> sizes;

  /// @param sizes one for each worker
  AsynchronousLog(Supplier<RunSize> sizes) {
    this.sizes = sizes;
  }

  @Override
  public final boolean synchronous() {
    return false;
  }

  @Override
  public final Writer writer(Connection connection) {
    OneSession session = new OneSession(connection);
    FileAppend append = new FileAppend(session, numbering(session));
    return file -> {
      if (append.append(appended(file)).resent()) {
        throw new IllegalStateException(file.key() + " was there before");
      }
    };
  }

  @Override
  public final Worker worker(Connection connection) {
    return worker(connection, sizes);
  }

  static Worker worker(Connection connection, Supplier<RunSize> sizes) {
    OffsetAssignment assignment =
        new OffsetAssignment(new Transactions(new OneSession(connection)), sizes.get());
    return new Worker() {
      private int lastLane = -1;

      @Override
      public int run() throws SQLException {
        AssignedRun run = assignment.run(lastLane);
        lastLane = run.lane();
        if (run.batches() != run.taken()) {
          throw new IllegalStateException("refused: " + run.refused());
        }
        return run.batches();
      }
    };
  }
}
