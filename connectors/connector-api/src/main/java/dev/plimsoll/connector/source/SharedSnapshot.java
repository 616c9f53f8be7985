package dev.plimsoll.connector.source;

import org.jspecify.annotations.Nullable;

/// A moment of a source that all sessions share which read a table. It lives as long as a session
/// of the process that has taken it. Threads may share it.
public interface SharedSnapshot extends AutoCloseable {
  /// By what other processes join it; null where only the process that has taken it has sessions
  /// of it.
  @Nullable SourceSnapshot exported();

  /// Says something in each session that waits, or whatever lies between takes it for dead. Costs a
  /// round trip a session.
  ///
  /// @return false once no session is left that sees it
  boolean keepAlive();

  /// Ends its waiting sessions; those that read are ended when they are closed.
  @Override
  void close();
}
