package dev.plimsoll.builder.lane;

import static dev.plimsoll.builder.lane.LaneClient.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.Lane;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// A command's trace is in the statements of its build, as the server shows them, and in what is
/// told of it. Run as part of [LaneConsumersIT].
abstract class TraceCases extends RegistrationCases {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final Pattern COMMENT =
      Pattern.compile(
          "CREATE UNIQUE INDEX CONCURRENTLY .*"
              + " /\\*traceparent='(00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2})'\\*/");

  @Test
  void theServerShowsTheTraceOfTheCommand() throws SQLException {
    BuildCommand build = lanes.command(Lane.MEDIUM, 1, "traced");

    assertThat(traceOfStatement(build, TRACE)).isEqualTo(TRACE);
    assertThat(wire.traces(build)).isNotEmpty().containsOnly(TRACE);
  }

  @Test
  void aCommandWithoutATraceOrWithRubbishBeginsOne() throws SQLException {
    // An older planner sends none.
    BuildCommand untraced = lanes.command(Lane.MEDIUM, 1, "untraced");
    String begun = traceOfStatement(untraced, null);
    assertThat(wire.traces(untraced)).isNotEmpty().containsOnly(begun);

    BuildCommand odd = lanes.command(Lane.MEDIUM, 1, "oddly_traced");
    String other = traceOfStatement(odd, "00-'*/ DROP TABLE oddly_traced; --");
    assertThat(other).isNotEqualTo(begun);
    assertThat(wire.traces(odd)).isNotEmpty().containsOnly(other);
  }

  /// Builds it, and looks at its CREATE INDEX while that waits for a writer of the test's.
  private static String traceOfStatement(BuildCommand build, String traceparent)
      throws SQLException {
    String table = build.table().name();
    lanes.sql("CREATE TABLE " + table + " AS SELECT g AS id FROM generate_series(1, 100) g");
    String trace;
    try (Connection writer = database.connect();
        Statement statement = writer.createStatement();
        Connection looking = database.connect()) {
      writer.setAutoCommit(false);
      statement.execute("INSERT INTO " + table + " VALUES (101)");
      wire.send(build, traceparent);
      Matcher shown =
          await()
              .until(
                  () ->
                      statements(looking, build).stream()
                          .map(COMMENT::matcher)
                          .filter(Matcher::matches)
                          .findFirst()
                          .orElse(null),
                  found -> found != null);
      trace = shown.group(1);
      writer.rollback();
    }
    assertThat(wire.end(build)).isInstanceOf(BuildEvent.Succeeded.class);
    return trace;
  }

  private static List<String> statements(Connection connection, BuildCommand build)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT coalesce(string_agg(query, chr(1)), '') FROM pg_stat_activity
            WHERE application_name LIKE 'plimsoll/' || ? || '%' AND state = 'active'
            """)) {
      query.setString(1, build.buildId().toString());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return List.of(row.getString(1).split("\u0001"));
      }
    }
  }
}
