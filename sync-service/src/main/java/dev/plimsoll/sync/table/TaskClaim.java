package dev.plimsoll.sync.table;

/// Claim of a read task: this process works on it, and no other does.
public record TaskClaim(ReadTask readTask, ExtractTable table, TaskLease lease)
    implements AutoCloseable {
  @Override
  public void close() {
    lease.close();
  }
}
