package dev.plimsoll.sync.table;

/// A split that this process works on, and nobody else.
public record SplitClaim(Split split, ExtractTable table, SplitLease lease)
    implements AutoCloseable {
  @Override
  public void close() {
    lease.close();
  }
}
