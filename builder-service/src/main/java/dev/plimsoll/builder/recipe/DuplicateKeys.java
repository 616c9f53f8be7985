package dev.plimsoll.builder.recipe;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.OffendingKey;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.index.IndexSql;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Duplicate keys that prevent a unique index. They are the table's values: for the build's event,
/// never for a log.
///
/// @param keys the first ten, those with the most rows first
/// @param total number of keys; 0 where none are left, -1 where they could not be counted
record DuplicateKeys(List<OffendingKey> keys, long total) {
  private static final int LISTED = 10;
  private static final int MAX_CHARACTERS = 100;
  private static final Duration QUERY_TIMEOUT = Duration.ofMinutes(5);
  private static final String TOOK_TOO_LONG = "57014";
  private static final String MAY_NOT_READ = "42501";
  // "Key (a, b)=(1, 2) is duplicated.", in the server's language; the key is between the signs.
  private static final Pattern DETAIL = Pattern.compile("\\)=\\((.*)\\)[^)]*$");

  /// Queries the table with the build's memory, for five minutes at most. After a timeout, or
  /// without the right to read, it returns the key that PostgreSQL named, if any.
  static DuplicateKeys find(BuildSession session, SQLException because) throws SQLException {
    session.limitQueries(QUERY_TIMEOUT);
    List<OffendingKey> keys = new ArrayList<>();
    long total = 0;
    try (Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery(query(session.build()))) {
      while (rows.next()) {
        keys.add(new OffendingKey("(" + rows.getString(1) + ")", rows.getLong(2)));
        total = rows.getLong(3);
      }
    } catch (SQLException e) {
      boolean forbidden = MAY_NOT_READ.equals(e.getSQLState());
      if (!forbidden && (!TOOK_TOO_LONG.equals(e.getSQLState()) || session.cancelled())) {
        throw e;
      }
      return new DuplicateKeys(named(because), -1);
    } finally {
      if (session.alive()) {
        session.limitQueries(Duration.ZERO);
      }
    }
    return new DuplicateKeys(keys, total);
  }

  String describe(BuildCommand build) {
    String columns = String.join(", ", IndexSql.values(build.definition()));
    String listed =
        keys.stream()
            .map(key -> "%s %d times".formatted(key.key(), key.rows()))
            .collect(Collectors.joining("; "));
    if (total < 0) {
      return "%s: keys of (%s) occur more than once%s; they could not be counted"
          .formatted(
              build.table(),
              columns,
              keys.stream().map(key -> ", for example " + key.key()).collect(Collectors.joining()));
    }
    if (keys.isEmpty()) {
      return "%s had duplicates of (%s) during the build; none are left now"
          .formatted(build.table(), columns);
    }
    return "%s: %d %s of (%s) %s more than once%s: %s"
        .formatted(
            build.table(),
            total,
            total == 1 ? "key" : "keys",
            columns,
            total == 1 ? "occurs" : "occur",
            total > keys.size() ? ", the first " + LISTED : "",
            listed);
  }

  static List<OffendingKey> named(SQLException e) {
    @Nullable String detail = SqlStates.detail(e);
    Matcher key = DETAIL.matcher(detail == null ? "" : detail);
    if (!key.find()) {
      return List.of();
    }
    String found = key.group(1);
    String cut = found.substring(0, Math.min(found.length(), MAX_CHARACTERS));
    return List.of(new OffendingKey("(" + cut + ")", 2));
  }

  static String query(BuildCommand build) {
    List<String> values = IndexSql.values(build.definition());
    String list = String.join(", ", values);
    String texts =
        values.stream()
            .map(value -> "left(%s::text, %d)".formatted(value, MAX_CHARACTERS))
            .collect(Collectors.joining(", "));
    String present =
        values.stream().map(value -> value + " IS NOT NULL").collect(Collectors.joining(" AND "));
    String predicate = build.definition().predicate();
    return """
    SELECT concat_ws(', ', %s), count(*), count(*) OVER ()
    FROM %s
    WHERE %s%s
    GROUP BY %s
    HAVING count(*) > 1
    ORDER BY count(*) DESC, %s
    LIMIT %d
    """
        .formatted(
            texts,
            Identifiers.quote(build.table()),
            present,
            predicate.isEmpty() ? "" : " AND (" + predicate + ")",
            list,
            list,
            LISTED);
  }
}
