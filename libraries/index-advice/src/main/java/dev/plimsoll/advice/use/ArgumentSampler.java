package dev.plimsoll.advice.use;

import dev.plimsoll.advice.use.PlannedUse.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Values for statements' parameters, from rows drawn by chance: values that are frequent in the
/// table are frequent here. Parameters of one table take their values from the same row, in all
/// statements.
///
/// A parameter that is compared with no column is taken for a LIMIT where the statement has one,
/// and gets the mean of returned rows; any other one is NULL.
///
/// @param drawn of each table: values by column, in each of the drawn rows
public record ArgumentSampler(
    int samples, Map<QualifiedName, List<Map<String, @Nullable String>>> drawn) {
  private static final double MOST_ROWS = 20_000;
  private static final double USUAL_LIMIT = 100;

  /// One query for each table, of all columns that parameters are compared with.
  ///
  /// @param rows of a table, to sample large ones in part
  /// @param samples of values
  public static ArgumentSampler of(
      Connection session,
      Collection<PlannedUse> uses,
      Map<QualifiedName, Long> rows,
      int samples,
      long seed)
      throws SQLException {
    Map<QualifiedName, TreeSet<String>> wanted = new TreeMap<>();
    for (PlannedUse use : uses) {
      for (Column column : use.parameters().values()) {
        wanted.computeIfAbsent(column.table(), _ -> new TreeSet<>()).add(column.name());
      }
    }
    Map<QualifiedName, List<Map<String, @Nullable String>>> drawn = new HashMap<>();
    for (Map.Entry<QualifiedName, TreeSet<String>> of : wanted.entrySet()) {
      QualifiedName table = of.getKey();
      try {
        drawn.put(
            table,
            rows(
                session,
                table,
                List.copyOf(of.getValue()),
                rows.getOrDefault(table, 0L),
                samples,
                seed));
      } catch (SQLException e) {
        // A table that may not be read, or cannot be sampled: its values stay unknown.
        drawn.put(table, List.of());
      }
    }
    return new ArgumentSampler(samples, drawn);
  }

  public PreparedQuery sample(PreparedQuery query, PlannedUse use) {
    if (query.types().isEmpty()) {
      return query;
    }
    List<List<String>> arguments = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      List<@Nullable String> values = new ArrayList<>();
      for (int number = 1; number <= query.types().size(); number++) {
        values.add(value(query, use, number, i));
      }
      arguments.add(PreparedQuery.literals(values));
    }
    return query.withArguments(arguments);
  }

  private @Nullable String value(PreparedQuery query, PlannedUse use, int number, int sample) {
    Column column = use.parameters().get(number);
    List<Map<String, @Nullable String>> rows =
        column == null ? List.of() : drawn.getOrDefault(column.table(), List.of());
    if (column != null && !rows.isEmpty()) {
      String value = rows.get(sample % rows.size()).get(column.name());
      boolean list = query.types().get(number - 1).endsWith("[]");
      return list && value != null && !value.startsWith("{") ? element(value) : value;
    }
    return column == null ? unmatched(query, use, query.types().get(number - 1)) : null;
  }

  /// A list of one value, as PostgreSQL writes it.
  private static String element(String value) {
    return "{\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
  }

  private static @Nullable String unmatched(PreparedQuery query, PlannedUse use, String type) {
    double rows = query.statement().meanRows();
    return use.limited() && type.equals("bigint")
        ? Long.toString(Math.round(Math.max(1, Double.isNaN(rows) ? USUAL_LIMIT : rows)))
        : null;
  }

  // Reads some 20,000 rows of a table and keeps a few of them.
  private static List<Map<String, @Nullable String>> rows(
      Connection session,
      QualifiedName table,
      List<String> columns,
      long tableRows,
      int samples,
      long seed)
      throws SQLException {
    double percent = Math.min(100, 100 * MOST_ROWS / Math.max(1, tableRows));
    String sql =
        """
        SELECT %s FROM %s TABLESAMPLE BERNOULLI (%s) REPEATABLE (%d)
        ORDER BY hashtextextended(ctid::text, %d) LIMIT %d
        """
            .formatted(
                columns.stream()
                    .map(column -> Identifiers.quote(column) + "::text")
                    .collect(Collectors.joining(", ")),
                Identifiers.quote(table),
                percent,
                seed,
                seed,
                samples);
    return Sql.of(session, sql)
        .list(
            row -> {
              Map<String, @Nullable String> values = new HashMap<>();
              for (int i = 0; i < columns.size(); i++) {
                values.put(columns.get(i), row.getString(i + 1));
              }
              return values;
            });
  }
}
