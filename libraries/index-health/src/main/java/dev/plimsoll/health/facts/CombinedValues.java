package dev.plimsoll.health.facts;

import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Columns;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Distinct values of columns, alone and together, in a sample of a table.
///
/// @param rows that were looked at
/// @param product of the columns' numbers of distinct values
/// @param together distinct combinations
public record CombinedValues(List<String> columns, long rows, double product, long together) {
  private static final int PAGES = 1_500;
  private static final int MOST_ROWS = 200_000;

  private static final String EXTENDED =
      """
      SELECT e.stxrelid::int8 AS oid, %s AS columns
      FROM pg_catalog.pg_statistic_ext e WHERE e.stxrelid = ANY (?::int8[]::oid[])
      """
          .formatted(ColumnFacts.namesSql("e.stxrelid", "e.stxkeys::int2[]"));

  public CombinedValues {
    columns = List.copyOf(columns);
  }

  /// Columns of each extended statistics object, by the table's oid.
  public static Map<Long, List<Set<String>>> known(
      HealthSession session, Collection<TableHealth> tables) throws SQLException {
    Map<Long, List<Set<String>>> known = new HashMap<>();
    session.list(
        EXTENDED,
        row ->
            known
                .computeIfAbsent(row.getLong("oid"), _ -> new ArrayList<>())
                .add(new HashSet<>(Columns.texts(row, "columns"))),
        (Object) IndexHealth.oids(tables));
    return known;
  }

  /// Counts some sets of columns in one statement, which reads at most some 1,500 pages.
  ///
  /// A small table is read whole. Of a larger one each page gives one row: the rows of a page
  /// are often alike, which would look like dependence.
  public static List<CombinedValues> sample(
      HealthSession session, TableHealth table, List<List<String>> sets) throws SQLException {
    Set<String> columns = new LinkedHashSet<>();
    sets.forEach(columns::addAll);
    long pages = Math.max(1, table.size().bytes() / 8_192);
    boolean whole = pages <= PAGES && table.rows() <= MOST_ROWS;
    StringBuilder counts = new StringBuilder("count(*) AS rows");
    List<String> alone = List.copyOf(columns);
    for (int i = 0; i < alone.size(); i++) {
      counts.append(
          ", count(DISTINCT %s) AS alone_%d".formatted(Identifiers.quote(alone.get(i)), i));
    }
    for (int i = 0; i < sets.size(); i++) {
      counts.append(
          ", count(DISTINCT (%s)) AS together_%d".formatted(Identifiers.list(sets.get(i)), i));
    }
    String from = Identifiers.relation(table.name(), true);
    String rows =
        whole
            ? from
            : ("(SELECT DISTINCT ON ((ctid::text::point)[0]) %s FROM %s"
                    + " TABLESAMPLE SYSTEM (%s) REPEATABLE (17)) AS sampled")
                .formatted(
                    Identifiers.list(alone),
                    from,
                    String.format(Locale.ROOT, "%.6f", Math.min(100, 100.0 * PAGES / pages)));
    return session
        .list(
            "SELECT " + counts + " FROM " + rows,
            row -> {
              Map<String, Double> values = new HashMap<>();
              for (int i = 0; i < alone.size(); i++) {
                values.put(alone.get(i), (double) Math.max(1, row.getLong("alone_" + i)));
              }
              List<CombinedValues> found = new ArrayList<>();
              for (int i = 0; i < sets.size(); i++) {
                List<String> set = sets.get(i);
                double product =
                    set.stream()
                        .mapToDouble(column -> values.getOrDefault(column, 1.0))
                        .reduce(1, (one, other) -> one * other);
                found.add(
                    new CombinedValues(
                        set, row.getLong("rows"), product, row.getLong("together_" + i)));
              }
              return found;
            })
        .getFirst();
  }

  /// For people: the columns with commas between.
  public String text() {
    return columns.stream().collect(Collectors.joining(", "));
  }
}
