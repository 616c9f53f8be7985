package dev.plimsoll.systemtests;

/// A PostgreSQL that can be stopped in the middle of its work.
interface StruckServer {
  /// As `pg_ctl stop -m immediate`: no session gets to its end, nothing is written any more. What
  /// comes next recovers from the write-ahead log.
  void stopImmediately();

  /// At the same address; returns when it has recovered.
  void restart();
}
