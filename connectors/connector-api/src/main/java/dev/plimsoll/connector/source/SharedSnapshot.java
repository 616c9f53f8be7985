package dev.plimsoll.connector.source;

import org.jspecify.annotations.Nullable;

/// Snapshot of a source, shared by all sessions that read a table. It lives as long as a session of
/// the process that took it. Thread-safe.
public interface SharedSnapshot extends AutoCloseable {
  /// For other processes to join it; null where only this process can use it.
  @Nullable SourceSnapshot exported();

  /// Pings each idle session, so that no firewall or proxy cuts it: a round trip each.
  ///
  /// @return false once the snapshot is lost
  boolean keepAlive();

  /// Ends its idle sessions; a reading one ends when it is closed.
  @Override
  void close();
}
