package dev.plimsoll.benchmarks.scale;

/// Work of one service, the same each time, as a client orders it and sees it done.
interface ScaledWork {
  /// For example `rows`.
  String unit();

  /// Prepares a run, untimed.
  void prepare() throws Exception;

  /// Orders the work, or starts who orders it.
  ///
  /// @param crew who does it
  void begin(Crew crew) throws Exception;

  /// Units that a client sees done, of each lane: a table, a topic or a build.
  double[] lanes() throws Exception;

  /// Units of the whole work.
  double total();

  /// Proves what was done by SQL over its result, with nothing of the services' code; then cleans
  /// up. After the whole work.
  Proof prove() throws Exception;

  /// Result of an oracle.
  ///
  /// @param lost units that should be there and are not
  /// @param doubled units that are there more than once, or were worked on twice
  record Proof(long lost, long doubled) {
    Proof and(Proof other) {
      return new Proof(lost + other.lost, doubled + other.doubled);
    }
  }
}
