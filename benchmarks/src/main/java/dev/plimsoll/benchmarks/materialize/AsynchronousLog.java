package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.stack.OneSession;
import dev.plimsoll.offsetlog.append.FileAppend;
import dev.plimsoll.offsetlog.append.LogFile;
import dev.plimsoll.offsetlog.assignment.AssignedRun;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.assignment.RunSize;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Asynchronous ingress path: an append is durable at once, a worker gives offsets later.
class AsynchronousLog extends OffsetLogSequencer {
  private final FileAppend append = new FileAppend(transactions());
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
  final void append(String key, LogFile file) throws SQLException, InterruptedException {
    if (append.append(file).resent()) {
      throw new IllegalStateException(key + " was there before");
    }
  }

  @Override
  public final Worker worker(Connection connection) {
    return worker(connection, sizes);
  }

  static Worker worker(Connection connection, Supplier<RunSize> sizes) {
    OffsetAssignment assignment =
        new OffsetAssignment(OneSession.transactions(connection), sizes.get());
    return new Worker() {
      private int lastShard = -1;
      private Duration rest = Duration.ZERO;

      @Override
      public int run() throws SQLException {
        LockSupport.parkNanos(rest.toNanos());
        AssignedRun run = assignment.run(lastShard);
        lastShard = run.shard();
        if (run.outcome().batches() != run.taken()) {
          throw new IllegalStateException("refused: " + run.outcome().refused());
        }
        rest = run.rest();
        return run.outcome().batches();
      }
    };
  }
}
