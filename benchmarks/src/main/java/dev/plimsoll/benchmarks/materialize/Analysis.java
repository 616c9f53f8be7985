package dev.plimsoll.benchmarks.materialize;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/// Statistics of a rival's tables, kept as young as autovacuum never keeps them: tables that were
/// empty a second ago would be planned for as if they still were.
final class Analysis implements Sequencer.Worker {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Connection connection;
  private final String statement;
  private long last = System.nanoTime() - EVERY.toNanos();

  /// @param tables with commas between them
  Analysis(Connection connection, String tables) {
    this.connection = connection;
    this.statement = "ANALYZE " + tables;
  }

  @Override
  public int run() throws SQLException {
    if (System.nanoTime() - last >= EVERY.toNanos()) {
      try (Statement analyze = connection.createStatement()) {
        analyze.execute(statement);
      }
      last = System.nanoTime();
    }
    return 0;
  }
}
