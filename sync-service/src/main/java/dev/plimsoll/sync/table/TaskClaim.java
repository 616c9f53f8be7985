package dev.plimsoll.sync.table;

/// A read task that this process works on, and nobody else.
public record TaskClaim(ReadTask readTask, ExtractTable table, TaskLease lease)
    implements AutoCloseable {
  @Override
  public void close() {
    lease.close();
  }
}
