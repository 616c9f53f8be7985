package dev.plimsoll.postgres.catalog;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.IndexSample.KeyClass;
import dev.plimsoll.postgres.catalog.IndexSample.Tuples;
import dev.plimsoll.postgres.index.IndexSql;
import dev.plimsoll.postgres.index.IndexSql.KeyPart;
import dev.plimsoll.postgres.sql.Identifiers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Measurement of an index' future content in some pages of its table: rows that satisfy the
/// predicate, widths of tuples, frequencies of equal keys. Statistics lack column combinations and
/// expressions, and a new table has none at all.
public final class IndexSampler {
  private static final double SAMPLE_ROWS = 40_000;
  private static final int FEWEST_PAGES = 100;
  private static final int MOST_PAGES = 1_000;
  // Of all samples of a plan together.
  private static final double ALL_PAGES = 50_000;

  private IndexSampler() {}

  /// The facts with samples for definitions, the largest tables first. Failures and lack of time
  /// are noted by table.
  ///
  /// @param timeout of all of them together
  /// @throws SQLException where the connection broke
  public static DatabaseFacts complete(
      Connection connection,
      DatabaseFacts facts,
      Map<QualifiedName, Set<IndexDefinition>> wanted,
      Duration timeout)
      throws SQLException {
    double most = Math.max(FEWEST_PAGES, ALL_PAGES / Math.max(1, wanted.size()));
    return complete(connection, facts, wanted, System.nanoTime() + timeout.toNanos(), most);
  }

  /// The same with a limit of pages per index.
  ///
  /// @param until deadline by `System.nanoTime`
  public static DatabaseFacts complete(
      Connection connection,
      DatabaseFacts facts,
      Map<QualifiedName, Set<IndexDefinition>> wanted,
      long until,
      double most)
      throws SQLException {
    Map<QualifiedName, List<IndexSample>> samples = new HashMap<>();
    Map<QualifiedName, TableReadError> unsampled = new HashMap<>();
    for (TableFacts table : largestFirst(facts, wanted.keySet())) {
      for (IndexDefinition definition : wanted.getOrDefault(table.name(), Set.of())) {
        if (unsampled.containsKey(table.name())) {
          break;
        }
        if (System.nanoTime() - until > 0) {
          unsampled.put(table.name(), TableReadError.NO_TIME);
          break;
        }
        IndexSample sample =
            SavepointRead.<@Nullable IndexSample>of(
                connection,
                () -> sample(connection, facts, table, definition, Math.min(most, MOST_PAGES)),
                reason -> {
                  unsampled.put(table.name(), reason);
                  return null;
                });
        if (sample != null) {
          samples.computeIfAbsent(table.name(), _ -> new ArrayList<>()).add(sample);
        }
      }
    }
    return facts.withSamples(samples, unsampled);
  }

  private static List<TableFacts> largestFirst(DatabaseFacts facts, Set<QualifiedName> names) {
    return facts.tables().values().stream()
        .filter(table -> names.contains(table.name()) && table.heapBytes() > 0)
        .filter(table -> !facts.troubles().containsKey(table.name()))
        .sorted(
            Comparator.comparingLong(TableFacts::heapBytes)
                .reversed()
                .thenComparing(TableFacts::name))
        .toList();
  }

  private static @Nullable IndexSample sample(
      Connection connection,
      DatabaseFacts facts,
      TableFacts table,
      IndexDefinition definition,
      double mostPages)
      throws SQLException {
    PageSample pages = PageSample.of(table, pages(table, mostPages));
    boolean once = storedOnce(connection, facts, table, definition);
    boolean elements = definition.method().equals("gin");
    List<String> parts = parts(facts, table, definition);
    if (parts.isEmpty()) {
      return null;
    }
    boolean counted = elements || once && !definition.isUnique();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(statement(pages, definition, parts, elements, counted))) {
      return read(row, pages, definition, once, counted);
    }
  }

  /// Pages for about [#SAMPLE_ROWS] rows: more where rows are wide.
  private static double pages(TableFacts table, double most) {
    double pages = Math.max(1, table.heapBytes() / 8_192.0);
    double rowsPerPage = table.rows() <= 0 ? SAMPLE_ROWS / MOST_PAGES : table.rows() / pages;
    return Math.min(most, Math.max(FEWEST_PAGES, SAMPLE_ROWS / Math.max(1e-3, rowsPerPage)));
  }

  private static boolean storedOnce(
      Connection connection, DatabaseFacts facts, TableFacts table, IndexDefinition definition)
      throws SQLException {
    if (!definition.method().equals(IndexDefinition.BTREE) || !definition.included().isEmpty()) {
      return false;
    }
    for (KeyPart part : IndexSql.parts(definition)) {
      if (!storedOnce(connection, facts, table, part)) {
        return false;
      }
    }
    return true;
  }

  private static boolean storedOnce(
      Connection connection, DatabaseFacts facts, TableFacts table, KeyPart part)
      throws SQLException {
    if (!part.operatorClass().isEmpty()) {
      return EqualImages.ofClass(connection, part.operatorClass());
    }
    if (part.column().isEmpty()) {
      return EqualImages.ofType(connection, type(connection, table, part.expression()));
    }
    ColumnFacts column = facts.column(table.name(), part.column());
    return column != null && column.deduplicable();
  }

  private static String type(Connection connection, TableFacts table, String expression)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_typeof((SELECT (%s) FROM ONLY %s LIMIT 0))"
                    .formatted(expression, Identifiers.quote(table.name())))) {
      row.next();
      return row.getString(1);
    }
  }

  /// The parts of an index tuple as SQL; empty where they cannot be measured.
  private static List<String> parts(
      DatabaseFacts facts, TableFacts table, IndexDefinition definition) {
    boolean gin = definition.method().equals("gin");
    List<String> parts = new ArrayList<>();
    for (KeyPart part : IndexSql.parts(definition)) {
      ColumnFacts column = facts.column(table.name(), part.column());
      String type = column == null ? "" : column.type();
      if (gin && (definition.columns().size() > 1 || !type.endsWith("[]"))) {
        return List.of();
      }
      // An index stores a name as text.
      parts.add(type.equals("name") ? part.sql() + "::text" : part.sql());
    }
    definition.included().forEach(name -> parts.add(Identifiers.quote(name)));
    return parts;
  }

  // In floats: numeric would cost several times as much as reading the row.
  //
  // A row value has a header of 24 bytes, or 32 with NULL among more than 8 parts, before what an
  // index tuple has, too. An index compresses long values, as its table may have done.
  private static final String BYTES =
      """
      8 * ceil((CASE WHEN num_nulls(%1$s) > 0 THEN 16 ELSE 8 END
                + least(pg_column_size(ROW(%1$s))
                          - CASE WHEN num_nulls(%1$s) > 0 AND %2$d > 8 THEN 32 ELSE 24 END,
                        %3$s)) / 8.0::float8)
      """;

  // Kind 0: pages and rows; kind 1: tuples without and with NULL; kind 2: classes of keys by
  // frequency.
  private static String statement(
      PageSample sample,
      IndexDefinition definition,
      List<String> parts,
      boolean elements,
      boolean counted) {
    boolean whole = definition.predicate().isEmpty();
    String predicate = whole ? "true" : "(" + definition.predicate() + ") IS TRUE";
    String before = whole ? "" : "CASE WHEN " + predicate + " THEN ";
    String after = whole ? "" : " END";
    String selected =
        IntStream.range(0, parts.size())
            .mapToObj(i -> before + parts.get(i) + after + " AS k" + i)
            .collect(Collectors.joining(", "));
    String keys = names(parts.size(), "k%d", ", ");
    String stored = names(parts.size(), "coalesce(pg_column_size(k%d) + 7, 0)", " + ");
    String from =
        elements
            ? "(SELECT page, e AS k0 FROM seen CROSS JOIN LATERAL"
                + " (SELECT DISTINCT e FROM unnest(k0) AS e) AS u WHERE matches) AS elements"
            : "seen WHERE matches";
    String perKey = sample.isWhole() ? "sum(n)" : "count(*)";
    return """
    WITH seen AS MATERIALIZED (
      SELECT %s AS page, %s AS matches, %s
      FROM %s
    ), pages AS (
      SELECT count(*) FILTER (WHERE matches) AS n FROM seen GROUP BY page
    ), tuples AS MATERIALIZED (
      SELECT page, %s, num_nulls(%s) > 0 AS holed, %s AS bytes FROM %s
    )
    SELECT 0 AS kind, count(*) FILTER (WHERE matches) AS class, count(*) AS vals,
           (SELECT count(*) FROM pages) AS rows, 0 AS pages,
           coalesce((SELECT stddev_pop(n) / nullif(avg(n), 0) FROM pages), 0)::float8 AS bytes
    FROM seen
    UNION ALL
    SELECT 1, holed::int, 0, count(*), 0, coalesce(sum(bytes), 0) FROM tuples GROUP BY holed
    %s
    ORDER BY 1, 2
    """
        .formatted(
            sample.page(),
            predicate,
            selected,
            sample.from(),
            keys,
            keys,
            BYTES.formatted(keys, parts.size(), stored),
            from,
            counted
                ? """
                UNION ALL
                SELECT 2, CASE WHEN seen < 16 THEN seen ELSE 2 ^ floor(log(2, seen)) END::bigint AS class,
                       count(*), sum(rows)::bigint, sum(pages)::bigint, sum(bytes * rows)
                FROM (SELECT sum(n) AS rows, count(*) AS pages, %2$s AS seen, max(bytes) AS bytes
                      FROM (SELECT page, %1$s, count(*)::int AS n, max(bytes) AS bytes
                            FROM tuples GROUP BY page, %1$s) AS on_page
                      GROUP BY %1$s) AS keys
                GROUP BY 2
                """
                    .formatted(keys, perKey)
                : "");
  }

  private static String names(int count, String each, String separator) {
    return IntStream.range(0, count)
        .mapToObj(each::formatted)
        .collect(Collectors.joining(separator));
  }

  private static IndexSample read(
      ResultSet row, PageSample pages, IndexDefinition definition, boolean once, boolean counted)
      throws SQLException {
    row.next();
    long matching = row.getLong("class");
    long rows = row.getLong("vals");
    long read = row.getLong("rows");
    double variation = row.getDouble("bytes");
    Tuples full = Tuples.NONE;
    Tuples holed = Tuples.NONE;
    List<KeyClass> keys = new ArrayList<>();
    while (row.next()) {
      if (row.getInt("kind") == 2) {
        keys.add(
            new KeyClass(
                row.getLong("class"),
                row.getLong("vals"),
                row.getLong("rows"),
                row.getLong("pages"),
                row.getDouble("bytes")));
      } else {
        Tuples tuples = new Tuples(row.getLong("rows"), row.getDouble("bytes"));
        if (row.getInt("class") == 0) {
          full = tuples;
        } else {
          holed = tuples;
        }
      }
    }
    return new IndexSample(
        definition,
        new IndexSample.Pages(pages.fraction(read), read, rows),
        matching,
        variation,
        full,
        holed,
        once,
        counted ? keys : List.of());
  }
}
