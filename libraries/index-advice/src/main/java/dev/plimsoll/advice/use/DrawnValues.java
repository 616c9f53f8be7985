package dev.plimsoll.advice.use;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Values of one table: those of rows that were drawn by chance, a narrow range at each of them,
/// and values that evenly spread shares of all rows are below.
///
/// @param rows values by column; of a NULL there is none
/// @param ranges at the same rows, of columns with two bounds
/// @param shares of columns with one bound: by `i` the value that `(i + ½) / samples` of the rows
///     are not above
record DrawnValues(
    List<Map<String, String>> rows,
    List<Map<String, Range>> ranges,
    Map<String, List<String>> shares) {
  static final DrawnValues NONE = new DrawnValues(List.of(), List.of(), Map.of());

  private static final int MOST_ROWS = 20_000;
  // For columns that are NULL in some rows.
  private static final int MORE_ROWS = 20;

  // Of a range with two unknown bounds PostgreSQL expects 0.5 % of the rows: selfuncs.h,
  // DEFAULT_RANGE_INEQ_SEL.
  private static final int RANGES = 200;

  // The value that so many rows further on have, or the next greater one.
  private static final String ABOVE =
      """
      greatest(
          lead(%1$s, %2$d) OVER (ORDER BY %1$s),
          first_value(%1$s) OVER (
              ORDER BY %1$s GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING))""";
  private static final String BELOW =
      """
      first_value(%1$s) OVER (
          ORDER BY %1$s DESC NULLS LAST GROUPS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)""";

  /// @param from a value of the table
  /// @param to a greater one, where there is any
  record Range(String from, String to) {}

  /// What is to be drawn of a table.
  ///
  /// @param columns all that are compared with parameters
  /// @param between those with a lower and an upper bound in one statement
  /// @param bounded those with one bound
  record Wanted(Set<String> columns, Set<String> between, Set<String> bounded) {}

  /// Reads some 20,000 rows of a table and keeps a few of them.
  ///
  /// @param session in autocommit
  /// @param tableRows to sample a large one in part
  /// @throws SQLException where it may not be read, or cannot be sampled
  static DrawnValues of(
      Connection session,
      QualifiedName table,
      Wanted wanted,
      long tableRows,
      int samples,
      long seed)
      throws SQLException {
    Draw draw = new Draw(session, table, tableRows, samples, seed);
    try {
      return draw.of(wanted);
    } catch (SQLException e) {
      return draw.of(
          new Wanted(
              wanted.columns(), draw.ordered(wanted.between()), draw.ordered(wanted.bounded())));
    }
  }

  private record Draw(
      Connection session, QualifiedName table, long tableRows, int samples, long seed) {
    DrawnValues of(Wanted wanted) throws SQLException {
      List<String> columns = wanted.columns().stream().sorted().toList();
      List<String> between = wanted.between().stream().sorted().toList();
      List<Map<String, String>> rows = new ArrayList<>();
      List<Map<String, Range>> ranges = new ArrayList<>();
      for (List<@Nullable String> row : rows(columns, between)) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
          String value = row.get(i);
          if (value != null) {
            values.put(columns.get(i), value);
          }
        }
        rows.add(values);
        Map<String, Range> its = new HashMap<>();
        for (int i = 0; i < between.size(); i++) {
          String from = row.get(columns.size() + 2 * i);
          String to = row.get(columns.size() + 2 * i + 1);
          if (from != null && to != null) {
            its.put(between.get(i), new Range(from, to));
          }
        }
        ranges.add(its);
      }
      return new DrawnValues(rows, ranges, shares(wanted.bounded().stream().sorted().toList()));
    }

    /// The columns' values, then where the ranges begin and end.
    private List<List<@Nullable String>> rows(List<String> columns, List<String> between)
        throws SQLException {
      List<String> inner = new ArrayList<>(List.of("ctid"));
      List<String> names = new ArrayList<>(List.of("place"));
      List<String> outer = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        inner.add(Identifiers.quote(columns.get(i)));
        names.add("c" + i);
        outer.add("c%d::text".formatted(i));
      }
      for (int i = 0; i < between.size(); i++) {
        String column = Identifiers.quote(between.get(i));
        inner.add(ABOVE.formatted(column, Math.max(1, Math.min(MOST_ROWS, tableRows) / RANGES)));
        inner.add(BELOW.formatted(column));
        names.add("above" + i);
        names.add("below" + i);
        int place = columns.indexOf(between.get(i));
        outer.add(
            "(CASE WHEN above%1$d IS NULL THEN below%1$d ELSE c%2$d END)::text"
                .formatted(i, place));
        outer.add("coalesce(above%d, c%d)::text".formatted(i, place));
      }
      String sql =
          """
          SELECT %s FROM (SELECT %s FROM %s) AS drawn (%s)
          ORDER BY hashtextextended(place::text, %d) LIMIT %d
          """
              .formatted(
                  String.join(", ", outer),
                  String.join(", ", inner),
                  sampled(),
                  String.join(", ", names),
                  seed,
                  samples + MORE_ROWS);
      return Sql.of(session, sql).list(row -> texts(row, outer.size()));
    }

    private static List<@Nullable String> texts(ResultSet row, int count) throws SQLException {
      List<@Nullable String> texts = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        texts.add(row.getString(i));
      }
      return texts;
    }

    private Map<String, List<String>> shares(List<String> columns) throws SQLException {
      if (columns.isEmpty()) {
        return Map.of();
      }
      String shares =
          IntStream.range(0, samples)
              .mapToObj(i -> Double.toString((i + 0.5) / samples))
              .collect(Collectors.joining(", ", "ARRAY[", "]::float8[]"));
      String sql =
          columns.stream()
              .map(
                  column ->
                      "percentile_disc(%s) WITHIN GROUP (ORDER BY %s)::text[]"
                          .formatted(shares, Identifiers.quote(column)))
              .collect(Collectors.joining(", ", "SELECT ", " FROM " + sampled()));
      return Sql.of(session, sql)
          .one(
              row -> {
                Map<String, List<String>> values = new HashMap<>();
                for (int i = 0; i < columns.size(); i++) {
                  Array array = row.getArray(i + 1);
                  values.put(
                      columns.get(i),
                      array == null ? List.of() : List.of((String[]) array.getArray()));
                }
                return values;
              });
    }

    /// Those whose values can be ordered. Some types have `<` and no order, as that of boxes.
    private Set<String> ordered(Set<String> columns) {
      return columns.stream().filter(this::isOrdered).collect(Collectors.toUnmodifiableSet());
    }

    private boolean isOrdered(String column) {
      String none =
          """
          SELECT percentile_disc(ARRAY[0.5]::float8[]) WITHIN GROUP (ORDER BY %s)::text[]
          FROM %s WHERE false
          """;
      try {
        return Sql.of(session, none.formatted(Identifiers.quote(column), Identifiers.quote(table)))
            .exists();
      } catch (SQLException e) {
        return false;
      }
    }

    private String sampled() {
      return "%s TABLESAMPLE BERNOULLI (%s) REPEATABLE (%d)"
          .formatted(
              Identifiers.quote(table),
              Math.min(100, 100.0 * MOST_ROWS / Math.max(1, tableRows)),
              seed);
    }
  }
}
