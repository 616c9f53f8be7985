package dev.plimsoll.benchmarks.ingress;

/// Sends files until the time is over. Its figures are read when it has returned.
interface FileSender {
  void send(Clock clock) throws Exception;

  /// Batches that were answered for.
  long answered();

  /// Those of them in the time that counts.
  long counted();
}
