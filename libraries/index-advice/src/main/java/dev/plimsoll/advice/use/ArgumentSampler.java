package dev.plimsoll.advice.use;

import dev.plimsoll.advice.use.PlannedUse.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Values for a statement's parameters, from rows drawn by chance: values that are frequent in
/// the
/// table are frequent here. Parameters of one table take their values from the same row.
///
/// A parameter that is compared with no column is taken for a LIMIT where the statement has one,
/// and gets the mean of returned rows; any other one is NULL.
public final class ArgumentSampler {
  private static final double MOST_ROWS = 20_000;
  private static final double USUAL_LIMIT = 100;

  private ArgumentSampler() {}

  /// @param rows of a table, to sample large ones in part
  /// @param samples of values
  public static PreparedQuery sample(
      Connection session,
      PreparedQuery query,
      PlannedUse use,
      Map<QualifiedName, Long> rows,
      int samples,
      long seed)
      throws SQLException {
    if (query.types().isEmpty()) {
      return query;
    }
    Map<QualifiedName, List<Integer>> byTable = new HashMap<>();
    use.parameters()
        .forEach(
            (number, column) ->
                byTable.computeIfAbsent(column.table(), _ -> new ArrayList<>()).add(number));
    List<List<@Nullable String>> drawn = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      List<@Nullable String> values = new ArrayList<>();
      query.types().forEach(type -> values.add(unmatched(query, use, type)));
      drawn.add(values);
    }
    for (Map.Entry<QualifiedName, List<Integer>> some : byTable.entrySet()) {
      List<Integer> numbers =
          some.getValue().stream().filter(n -> n <= query.types().size()).toList();
      long tableRows = rows.getOrDefault(some.getKey(), 0L);
      List<List<@Nullable String>> values =
          rows(session, some.getKey(), columns(use, numbers), tableRows, samples, seed);
      for (int i = 0; i < samples && !values.isEmpty(); i++) {
        for (int k = 0; k < numbers.size(); k++) {
          drawn.get(i).set(numbers.get(k) - 1, values.get(i % values.size()).get(k));
        }
      }
    }
    return query.withArguments(drawn.stream().map(PreparedQuery::literals).toList());
  }

  private static @Nullable String unmatched(PreparedQuery query, PlannedUse use, String type) {
    double rows = query.statement().meanRows();
    return use.limited() && type.equals("bigint")
        ? Long.toString(Math.round(Math.max(1, Double.isNaN(rows) ? USUAL_LIMIT : rows)))
        : null;
  }

  private static List<Column> columns(PlannedUse use, List<Integer> numbers) {
    List<Column> columns = new ArrayList<>();
    for (int number : numbers) {
      Column column = use.parameters().get(number);
      if (column != null) {
        columns.add(column);
      }
    }
    return columns;
  }

  private static List<List<@Nullable String>> rows(
      Connection session,
      QualifiedName table,
      List<Column> columns,
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
                    .map(column -> Identifiers.quote(column.name()) + "::text")
                    .collect(Collectors.joining(", ")),
                Identifiers.quote(table),
                percent,
                seed,
                seed,
                samples);
    return Sql.of(session, sql)
        .list(
            row -> {
              List<@Nullable String> values = new ArrayList<>();
              for (int i = 1; i <= columns.size(); i++) {
                values.add(row.getString(i));
              }
              return values;
            });
  }
}
