package dev.plimsoll.health.facts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.postgres.statement.Untyped;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Answers of an index of vectors beside exact ones, for vectors of some of its rows.
///
/// @param queries how many vectors were searched for
/// @param byEffort share of the nearest rows that was found, 0 to 1: by the database's own
///     `hnsw.ef_search` or `ivfflat.probes` first, then by more
/// @param answered rows of an answer by the first of them, on average, of [#NEIGHBORS]
/// @param rowsOfList rows in the list of a vector, on average over the vectors; 0 without lists
public record VectorRecall(
    int queries, SequencedMap<Integer, Double> byEffort, double answered, double rowsOfList) {
  /// Rows that each search asks for.
  public static final int NEIGHBORS = 10;

  private static final int QUERIES = 20;
  private static final int FEWEST_QUERIES = 5;
  private static final int SAMPLED_PAGES = 60;
  private static final int MOST_EFFORT = 1_000;
  private static final int MORE_EFFORT = 4;

  // Neither an index nor several processes: exact, and no more than one core.
  private static final Map<String, String> EXACT =
      Map.of(
          "enable_seqscan", "on",
          "enable_sort", "on",
          "enable_indexscan", "off",
          "enable_indexonlyscan", "off",
          "enable_bitmapscan", "off",
          "max_parallel_workers_per_gather", "0");

  // Rows by distance come from an index of vectors alone.
  private static final Map<String, String> BY_INDEX =
      Map.of(
          "enable_indexscan", "on",
          "enable_seqscan", "off",
          "enable_bitmapscan", "off",
          "enable_sort", "off",
          "max_parallel_workers_per_gather", "0");

  // A plan that is kept by its text would outlive the settings that it was made under.
  private static final String EXACTLY = "/* without an index */ ";

  public VectorRecall {
    byEffort = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(byEffort));
  }

  /// Searches for vectors of rows by the index and without it, in the session's snapshot.
  ///
  /// An exact search reads the whole table; there are up to 20 of them.
  ///
  /// @param pages of the table
  /// @param most time for the exact searches
  /// @return null where the table has too few vectors, or its searches go by another index
  /// @throws SQLException with state 57014 where fewer than five exact searches take that long
  public static @Nullable VectorRecall measure(
      HealthSession session, VectorIndex index, long pages, Duration most) throws SQLException {
    return session.<@Nullable VectorRecall>apart(
        () -> new Measuring(session, index).run(pages, most));
  }

  public int effort() {
    return byEffort.firstEntry().getKey();
  }

  public double recall() {
    return byEffort.firstEntry().getValue();
  }

  private record Query(String vector, double farthest, int nearest) {}

  private record Measuring(HealthSession session, VectorIndex index) {
    private @Nullable VectorRecall run(long pages, Duration most) throws SQLException {
      List<String> vectors = sample(pages);
      // The extension, with its settings, is loaded by now: it has written vectors.
      set(BY_INDEX);
      if (vectors.size() < FEWEST_QUERIES || !goesByIndex(vectors.getFirst())) {
        return null;
      }
      int effort = Integer.parseInt(setting(index.setting()));
      List<Query> queries = exactly(vectors, most);
      set(BY_INDEX);
      SequencedMap<Integer, Double> byEffort = new LinkedHashMap<>();
      double answered = 0;
      for (int factor = 1; factor <= MORE_EFFORT; factor *= 2) {
        int tried = Math.max(effort, Math.min(MOST_EFFORT, effort * factor));
        set(Map.of(index.setting(), Integer.toString(tried)));
        long found = 0;
        long rows = 0;
        for (Query query : queries) {
          List<Double> answer = distances("", query.vector);
          rows += answer.size();
          found += answer.stream().filter(distance -> distance <= query.farthest).count();
        }
        answered = factor == 1 ? (double) rows / queries.size() : answered;
        long nearest = queries.stream().mapToLong(Query::nearest).sum();
        byEffort.put(tried, Math.min(1, (double) found / nearest));
      }
      return new VectorRecall(
          queries.size(), byEffort, answered, index.hasLists() ? rowsOfList(queries) : 0);
    }

    /// Each from another page: rows of a page are often alike.
    private List<String> sample(long pages) throws SQLException {
      String share =
          String.format(
              Locale.ROOT, "%.6f", Math.min(100, 100.0 * SAMPLED_PAGES / Math.max(1, pages)));
      return session.list(
          """
          SELECT v.vector FROM (
            SELECT DISTINCT ON ((ctid::text::point)[0]) CAST(%s AS text) AS vector FROM %s) AS v
          ORDER BY random() LIMIT %d
          """
              .formatted(
                  index.vector(),
                  index.rows(" TABLESAMPLE SYSTEM (" + share + ") REPEATABLE (17)"),
                  QUERIES),
          row -> row.getString("vector"));
    }

    private boolean goesByIndex(String vector) throws SQLException {
      String plan =
          session
              .list(
                  "EXPLAIN (FORMAT JSON, COSTS OFF) " + nearest(),
                  row -> row.getString(1),
                  new Untyped(vector))
              .getFirst();
      return Json.read(plan, JsonNode.class)
          .findValuesAsText("Index Name")
          .contains(index.index().name());
    }

    private List<Query> exactly(List<String> vectors, Duration most) throws SQLException {
      set(EXACT);
      set(Map.of("statement_timeout", Long.toString(Math.max(1, most.toMillis()))));
      long until = System.nanoTime() + most.toNanos();
      List<Query> queries = new ArrayList<>();
      for (String vector : vectors) {
        if (System.nanoTime() - until > 0) {
          break;
        }
        List<Double> nearest =
            distances(EXACTLY, vector).stream().filter(distance -> !distance.isNaN()).toList();
        if (!nearest.isEmpty()) {
          queries.add(new Query(vector, nearest.getLast(), nearest.size()));
        }
      }
      if (queries.size() < FEWEST_QUERIES) {
        throw new SQLTimeoutException(
            "exact searches of the table take too long to compare five with its index", "57014");
      }
      return queries;
    }

    private String nearest() {
      return "SELECT %s %s ? AS distance FROM %s ORDER BY 1 LIMIT %d"
          .formatted(index.vector(), index.operator(), index.rows(""), NEIGHBORS);
    }

    /// @param apart what makes it another text
    private List<Double> distances(String apart, String vector) throws SQLException {
      return session.list(apart + nearest(), row -> row.getDouble("distance"), new Untyped(vector));
    }

    /// A search that looks at one list and asks for all of its rows.
    private double rowsOfList(List<Query> queries) throws SQLException {
      set(Map.of(index.setting(), "1"));
      // From version 0.8 on, where a search may go on to other lists.
      if (!setting("ivfflat.iterative_scan").isEmpty()) {
        set(Map.of("ivfflat.iterative_scan", "off"));
      }
      String text =
          "SELECT count(*) AS rows FROM (SELECT FROM %s ORDER BY %s %s ?) AS list"
              .formatted(index.rows(""), index.vector(), index.operator());
      long rows = 0;
      for (Query query : queries) {
        rows +=
            session.list(text, row -> row.getLong("rows"), new Untyped(query.vector)).getFirst();
      }
      return (double) rows / queries.size();
    }

    private void set(Map<String, String> settings) throws SQLException {
      for (Map.Entry<String, String> one : settings.entrySet()) {
        session.list(
            "SELECT set_config(?, ?, true) AS value",
            row -> row.getString("value"),
            one.getKey(),
            one.getValue());
      }
    }

    /// Empty where there is no such setting.
    private String setting(String name) throws SQLException {
      return session
          .list(
              "SELECT coalesce(current_setting(?, true), '') AS value",
              row -> row.getString("value"),
              name)
          .getFirst();
    }
  }
}
