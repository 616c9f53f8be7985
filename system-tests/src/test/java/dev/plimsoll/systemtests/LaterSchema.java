package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.testkit.ExpandedSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/// Schemas of services as the migrations of a later version leave them, which run while processes
/// of today's version are at work.
final class LaterSchema {
  /// As a migration that nobody is to wait for: it gives way, and tries again.
  private static final String PATIENCE = "SET lock_timeout = '500ms'";

  private static final Duration MIGRATED_WITHIN = Duration.ofMinutes(1);
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private LaterSchema() {}

  /// Each table gets a column, and each history a migration that today's version does not have.
  static void migrate(SystemUnderTest plimsoll, String... schemas) throws SQLException {
    Instant deadline = Instant.now().plus(MIGRATED_WITHIN);
    try (Connection control = plimsoll.openControl();
        Statement statement = control.createStatement()) {
      statement.execute(PATIENCE);
      for (String schema : schemas) {
        for (String table : ExpandedSchema.tables(control, schema).keySet()) {
          expand(statement, "\"%s\".\"%s\"".formatted(schema, table), deadline);
        }
        statement.execute(
            """
            INSERT INTO "%1$s".flyway_schema_history
              (installed_rank, version, description, type, script, checksum, installed_by,
               execution_time, success)
            SELECT max(installed_rank) + 1, '999', 'of a later version', 'SQL',
                   'V999__of_a_later_version.sql', 999, current_user, 1, true
            FROM "%1$s".flyway_schema_history
            """
                .formatted(schema));
        assertThat(ExpandedSchema.tables(control, schema)).isNotEmpty().doesNotContainValue(false);
      }
    }
  }

  private static void expand(Statement statement, String table, Instant deadline)
      throws SQLException {
    while (true) {
      try {
        statement.execute(
            "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s text"
                .formatted(table, ExpandedSchema.COLUMN));
        return;
      } catch (SQLException e) {
        if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState()) || Instant.now().isAfter(deadline)) {
          throw e;
        }
      }
    }
  }
}
