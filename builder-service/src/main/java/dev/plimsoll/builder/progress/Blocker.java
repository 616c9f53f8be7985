package dev.plimsoll.builder.progress;

import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Session that a build waits for.
///
/// @param pid 0 for a prepared transaction
/// @param state of `pg_stat_activity`, for example `idle in transaction`
/// @param transactionAge zero without a transaction
/// @param query current or last statement
/// @param backendType for example `autovacuum worker`
public record Blocker(
    int pid,
    String user,
    String application,
    String state,
    Duration transactionAge,
    String query,
    String backendType) {
  /// Columns of `pg_stat_activity` as `b`, beside a column `pid`.
  static final String COLUMNS =
      """
      coalesce(b.usename, '') AS usename, coalesce(b.application_name, '') AS application,
        coalesce(b.state, '') AS state,
        coalesce(extract(epoch FROM clock_timestamp() - b.xact_start), 0) AS age,
        coalesce(b.query, '') AS query, coalesce(b.backend_type, '') AS backend_type
      """;

  private static final int MAX_QUERY = 100;
  private static final int MAX_NAMED = 3;
  // Shown by PostgreSQL to roles that may not see the statement.
  private static final String HIDDEN = "<insufficient privilege>";
  // Other sessions' statements may hold confidential values.
  private static final Pattern STRINGS = Pattern.compile("'(?:[^']|'')*'?|\\$\\$.*?(\\$\\$|$)");
  private static final Pattern NUMBERS = Pattern.compile("\\b\\d+(\\.\\d+)?\\b");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  /// @param sql with one parameter, and the columns `pid` and [#COLUMNS]
  static List<Blocker> read(Connection connection, String sql, long argument) throws SQLException {
    return Sql.of(connection, sql, argument).list(Blocker::of);
  }

  private static Blocker of(ResultSet row) throws SQLException {
    return new Blocker(
        row.getInt("pid"),
        row.getString("usename"),
        row.getString("application"),
        row.getString("state"),
        Duration.ofMillis((long) (row.getDouble("age") * 1000)),
        row.getString("query"),
        row.getString("backend_type"));
  }

  /// The first three, and the number of the others.
  static String sentence(List<Blocker> blockers) {
    return blockers.stream()
            .limit(MAX_NAMED)
            .map(Blocker::describe)
            .collect(Collectors.joining("; "))
        + (blockers.size() > MAX_NAMED ? "; and " + (blockers.size() - MAX_NAMED) + " more" : "");
  }

  /// For example `session 4711 (role shop, psql, idle in transaction for 5 min 3 s, UPDATE …)`.
  public String describe() {
    if (pid == 0) {
      return "a prepared transaction (see pg_prepared_xacts)";
    }
    StringBuilder text = new StringBuilder("session ").append(pid).append(" (");
    text.append(user.isEmpty() ? backendType : "role " + user);
    if (!application.isEmpty()) {
      text.append(", ").append(application);
    }
    if (!state.isEmpty()) {
      text.append(", ").append(state);
    }
    if (!transactionAge.isZero()) {
      text.append(", its transaction is ").append(age(transactionAge)).append(" old");
    }
    String shape = shape(query);
    if (query.equals(HIDDEN)) {
      text.append(", what it does is hidden: GRANT pg_read_all_stats to the builder's role");
    } else if (!shape.isEmpty()) {
      text.append(", ").append(shape);
    }
    return text.append(')').toString();
  }

  /// Statement without its values, cut at 100 characters.
  static String shape(String query) {
    String plain = STRINGS.matcher(query).replaceAll("?");
    plain = NUMBERS.matcher(plain).replaceAll("?");
    plain = SPACES.matcher(plain).replaceAll(" ").strip();
    return plain.length() <= MAX_QUERY ? plain : plain.substring(0, MAX_QUERY) + "...";
  }

  static String age(Duration age) {
    if (age.toHours() > 0) {
      return age.toHours() + " h " + age.toMinutesPart() + " min";
    }
    if (age.toMinutes() > 0) {
      return age.toMinutes() + " min " + age.toSecondsPart() + " s";
    }
    return Math.max(1, age.toSeconds()) + " s";
  }
}
