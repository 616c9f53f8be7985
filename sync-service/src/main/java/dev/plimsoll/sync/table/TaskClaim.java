package dev.plimsoll.sync.table;

/// Claim of a read task: only this process works on it.
public record TaskClaim(ReadTask readTask, ExtractTable table, TaskLease lease)
    implements AutoCloseable {
  @Override
  public void close() {
    lease.close();
  }
}
