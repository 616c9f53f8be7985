package dev.plimsoll.sync.extract;

/// A split that this process works on, and nobody else.
record SplitClaim(Split split, ExtractTable table, SplitLease lease) implements AutoCloseable {
  @Override
  public void close() {
    lease.close();
  }
}
