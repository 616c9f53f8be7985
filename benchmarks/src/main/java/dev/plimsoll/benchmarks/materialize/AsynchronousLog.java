package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.offsetlog.assignment.AssignedRun;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.assignment.RunSize;
import dev.plimsoll.offsetlog.ingestion.FileAppend;
import dev.plimsoll.offsetlog.ingestion.FileNumbering;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// The asynchronous ingress path: an append is durable at once, a worker gives offsets later.
class AsynchronousLog extends OffsetLogSequencer {
  private final ThreadLocal<Connection> connections = new ThreadLocal<>();
  private final OneSession session = new OneSession(connections::get);
  private final FileAppend append = new FileAppend(new Transactions(session));
  private FileNumbering numbering = numbering(session);
  private final Supplier<RunSize> sizes;

  /// @param sizes one for each worker
  AsynchronousLog(Supplier<RunSize> sizes) {
    this.sizes = sizes;
  }

  @Override
  public final boolean synchronous() {
    return false;
  }

  /// What a process has remembered of other tables is not true of these.
  @Override
  public void create(Connection connection, int partitions, long history) throws SQLException {
    super.create(connection, partitions, history);
    numbering = numbering(session);
  }

  @Override
  public final Writer writer(Connection connection) {
    return file -> {
      connections.set(connection);
      try {
        if (append.append(numbering.number(appended(file))).resent()) {
          throw new IllegalStateException(file.key() + " was there before");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("broken off", e);
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
      private int lastShard = -1;
      private Duration rest = Duration.ZERO;

      @Override
      public int run() throws SQLException {
        LockSupport.parkNanos(rest.toNanos());
        AssignedRun run = assignment.run(lastShard);
        lastShard = run.shard();
        if (run.batches() != run.taken()) {
          throw new IllegalStateException("refused: " + run.refused());
        }
        rest = run.rest();
        return run.batches();
      }
    };
  }
}
