package dev.plimsoll.builder.recipe;

import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Finds what stands against a unique index.
final class DuplicateKeys {
  private static final int LISTED = 10;
  private static final int MAX_CHARACTERS = 100;

  private DuplicateKeys() {}

  /// A sentence with the first ten offending keys, those with the most rows first. It holds values
  /// of the table: for the build's event, never for a log.
  static String describe(BuildSession session) throws SQLException {
    BuildCommand build = session.build();
    session.limitQueries();
    List<String> keys = new ArrayList<>();
    long total = 0;
    try (Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery(query(build))) {
      while (rows.next()) {
        keys.add("(%s) %d times".formatted(rows.getString(1), rows.getLong(2)));
        total = rows.getLong(3);
      }
    }
    if (keys.isEmpty()) {
      return "%s had duplicates of (%s) during the build; none are left now"
          .formatted(build.table(), String.join(", ", build.definition().columns()));
    }
    return "%s: %d %s of (%s) %s more than once%s: %s"
        .formatted(
            build.table(),
            total,
            total == 1 ? "key" : "keys",
            String.join(", ", build.definition().columns()),
            total == 1 ? "occurs" : "occur",
            total > keys.size() ? ", the first " + LISTED : "",
            String.join("; ", keys));
  }

  static String query(BuildCommand build) {
    List<String> columns = build.definition().columns().stream().map(Identifiers::quote).toList();
    String list = String.join(", ", columns);
    String texts =
        columns.stream()
            .map(column -> "left(%s::text, %d)".formatted(column, MAX_CHARACTERS))
            .collect(Collectors.joining(", "));
    String present =
        columns.stream()
            .map(column -> column + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    return """
    SELECT concat_ws(', ', %s), count(*), count(*) OVER ()
    FROM %s
    WHERE %s
    GROUP BY %s
    HAVING count(*) > 1
    ORDER BY count(*) DESC, %s
    LIMIT %d
    """
        .formatted(texts, Identifiers.quote(build.table()), present, list, list, LISTED);
  }
}
