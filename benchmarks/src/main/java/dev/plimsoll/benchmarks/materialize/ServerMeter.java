package dev.plimsoll.benchmarks.materialize;

import dev.plimsoll.benchmarks.builds.BuildYard;
import dev.plimsoll.benchmarks.harness.ProcessCpu;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// What the server spends on a run: WAL, CPU of all its processes, dead rows left behind.
final class ServerMeter {
  private static final String DEAD_ROWS =
      """
      SELECT coalesce(sum((pgstattuple(c.oid)).dead_tuple_count), 0)::bigint
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relkind = 'r'
      """;

  private final BuildYard yard;
  private final ProcessCpu cpu;
  private long walBefore;
  private double cpuBefore;

  ServerMeter(BuildYard yard) throws SQLException, IOException {
    this.yard = yard;
    this.cpu = yard.cpu();
    try (Connection connection = yard.openAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE EXTENSION IF NOT EXISTS pgstattuple");
    }
  }

  /// Writes everything back, so that no run pays for the one before it.
  void settle() throws SQLException {
    try (Connection connection = yard.openAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    }
  }

  void begin() throws SQLException {
    walBefore = wal();
    cpuBefore = cpu.seconds();
  }

  /// Since [#begin].
  double walBytes() throws SQLException {
    return wal() - walBefore;
  }

  /// Since [#begin]; NaN where there is no `/proc`.
  double cpuSeconds() {
    return cpu.seconds() - cpuBefore;
  }

  double deadRows(String schema) throws SQLException {
    try (Connection connection = yard.openAsSuperuser();
        PreparedStatement count = connection.prepareStatement(DEAD_ROWS)) {
      count.setString(1, schema);
      try (ResultSet row = count.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private long wal() throws SQLException {
    try (Connection connection = yard.openAsSuperuser();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint")) {
      row.next();
      return row.getLong(1);
    }
  }
}
