package dev.plimsoll.vectors.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.contracts.search.RowFilter;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import dev.plimsoll.vectors.Oracle;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.search.SearchRequest;
import dev.plimsoll.vectors.session.Cancellation;
import dev.plimsoll.vectors.session.SearchSessions;
import dev.plimsoll.vectors.session.SearchSessions.Lease;
import dev.plimsoll.vectors.session.SearchSessions.Limits;
import dev.plimsoll.vectors.sql.KnnStatement;
import dev.plimsoll.vectors.table.VectorTable;
import dev.plimsoll.vectors.table.VectorTableReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Several sessions find what one statement does.
@ExtendWith(StackExtension.class)
final class ExactSearchIT {
  private static final Limits LIMITS =
      new Limits(4, Duration.ofSeconds(10), Duration.ofSeconds(30));
  private static final String QUERY = "{0.5,-1,2,0}";

  /// Few different vectors, so that many rows are as near as others; some without any.
  private static final String ROWS =
      """
      SELECT i AS id,
             CASE WHEN i %% 50 = 0 THEN NULL
                  WHEN i %% 77 = 0 THEN ARRAY[1, 2]::real[]
                  WHEN i %% 78 = 0 THEN ARRAY[1, NULL, 2, 3]::real[]
                  WHEN i %% 79 = 0 THEN ARRAY[[1, 2], [3, 4]]::real[]
                  WHEN i %% 80 = 0 THEN ARRAY[0, 0, 0, 0]::real[]
                  ELSE ARRAY[i %% 7, i %% 5 - 2, i %% 3, i %% 11 / 10.0]::real[] END AS v,
             i %% 4 AS category, repeat('x', 300) AS padding
      FROM generate_series(1, %d) i""";

  @ParameterizedTest
  @EnumSource(
      value = Distance.class,
      names = {"L2", "INNER_PRODUCT", "COSINE", "L1"})
  void arraysAreFoundAsByOneStatement(Distance distance, Stack stack) throws Exception {
    TestDatabase database = stack.createDatabase("exact_arrays");
    try (Connection connection = database.connect()) {
      Oracle.install(connection);
      Oracle.execute(
          connection,
          "CREATE TABLE items AS "
              + ROWS.formatted(1_500)
              + "; ALTER TABLE items ADD PRIMARY KEY (id); ANALYZE items;"
              + " DELETE FROM items WHERE id % 9 = 0");

      List<Neighbor> all = Oracle.arrays(connection, "items", "id", distance, QUERY, 5_000);
      for (int k : List.of(1, 10, 700, 5_000)) {
        assertThat(search(database, "items", new SearchRequest(QUERY, distance, k)))
            .isEqualTo(all.subList(0, Math.min(k, all.size())));
      }
    }
  }

  /// Equally near rows of different ranges are in the order of keys that Java does not know.
  @ParameterizedTest
  @MethodSource("keys")
  void tiesAreInTheServersOrderOfKeys(String type, String value, Stack stack) throws Exception {
    TestDatabase database = stack.createDatabase("exact_ties");
    try (Connection connection = database.connect()) {
      Oracle.install(connection);
      Oracle.execute(
          connection,
          """
          CREATE TABLE items (name %s, part int, v real[], padding text, PRIMARY KEY (name, part));
          INSERT INTO items
          SELECT %s, i %% 3, ARRAY[i %% 2, 0, 1, 0]::real[], repeat('x', 300)
          FROM generate_series(1, 1200) i;
          ANALYZE items
          """
              .formatted(type, value));

      assertThat(search(database, "items", new SearchRequest(QUERY, Distance.L2, 300)))
          .isEqualTo(Oracle.arrays(connection, "items", "name, part", Distance.L2, QUERY, 300));
    }
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        arguments("text", "CASE WHEN i % 2 = 0 THEN upper(md5(i::text)) ELSE md5(i::text) END"),
        arguments("numeric", "(i % 100) / 7.0 + i"),
        arguments("timestamptz", "'2026-11-30'::timestamptz - i * interval '1 minute'"),
        arguments("uuid", "md5(i::text)::uuid"));
  }

  @Test
  void partitionsAndConditionsAreSearched(Stack stack) throws Exception {
    TestDatabase database = stack.createDatabase("exact_partitions");
    try (Connection connection = database.connect()) {
      Oracle.install(connection);
      Oracle.execute(
          connection,
          """
          CREATE TABLE items (id int, v real[], category int, padding text, PRIMARY KEY (id))
            PARTITION BY RANGE (id);
          CREATE TABLE items_1 PARTITION OF items FOR VALUES FROM (0) TO (200);
          CREATE TABLE items_2 PARTITION OF items FOR VALUES FROM (200) TO (1100);
          CREATE TABLE items_3 PARTITION OF items FOR VALUES FROM (1100) TO (9999);
          INSERT INTO items (id, v, category, padding) %s;
          ANALYZE items
          """
              .formatted(ROWS.formatted(1_500)));

      SearchRequest request =
          new SearchRequest(
              QUERY,
              Distance.L2,
              40,
              List.of(
                  new RowFilter("category", RowFilter.Comparison.IN, List.of("1", "3")),
                  new RowFilter("id", RowFilter.Comparison.GREATER, List.of("100")),
                  new RowFilter("v", RowFilter.Comparison.NOT_NULL, List.of()),
                  RowFilter.equal("padding", "x".repeat(300))));
      assertThat(search(database, "items", request))
          .isEqualTo(
              Oracle.arrays(
                  connection,
                  "(SELECT * FROM items WHERE category IN (1, 3) AND id > 100 AND v IS NOT NULL) i",
                  "id",
                  Distance.L2,
                  QUERY,
                  40));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vector(4), L2",
    "vector(4), INNER_PRODUCT",
    "vector(4), COSINE",
    "vector(4), L1",
    "halfvec(4), L2",
    "halfvec(4), COSINE",
    "sparsevec(4), L2",
    "sparsevec(4), INNER_PRODUCT",
    "bit(12), HAMMING",
    "bit(12), JACCARD"
  })
  void vectorsOfTheExtensionAreFoundAsByOneStatement(String type, Distance distance, Stack stack)
      throws Exception {
    TestDatabase database = stack.createDatabase("exact_pgvector");
    try (Connection connection = database.connect()) {
      Oracle.requirePgvector(connection, "which searches by its operators");
      boolean bits = type.startsWith("bit");
      String value =
          bits
              ? "(i % 4096)::bit(12)"
              : "('[' || i % 7 || ',' || i % 5 || ',1,-' || i % 3 || ']')::vector(4)::" + type;
      String query =
          bits ? "101100111000" : type.startsWith("sparse") ? "{1:0.5,3:2}/4" : "[0.5,-1,2,0]";
      Oracle.execute(
          connection,
          """
          CREATE SCHEMA extensions; CREATE EXTENSION vector SCHEMA extensions;
          SET search_path = public, extensions;
          CREATE TABLE items (id int PRIMARY KEY, v %s, padding text);
          INSERT INTO items
          SELECT i, CASE WHEN i %% 50 > 0 THEN %s END, repeat('x', 300)
          FROM generate_series(1, 1500) i;
          %s
          ANALYZE items
          """
              .formatted(type, value, index(type, distance)));

      for (int k : List.of(10, 700, 5_000)) {
        assertThat(search(database, "items", new SearchRequest(query, distance, k)))
            .isEqualTo(
                Oracle.nearest(
                    connection,
                    "items",
                    "id",
                    "v OPERATOR(extensions.%s) '%s'".formatted(distance.operator(), query),
                    k));
      }
    }
  }

  // An index that would answer with nearly the nearest.
  private static String index(String type, Distance distance) {
    return type.equals("vector(4)") && distance == Distance.L2
        ? "CREATE INDEX ON items USING hnsw (v vector_l2_ops) WITH (m = 2, ef_construction = 4);"
        : "";
  }

  private static List<Neighbor> search(TestDatabase database, String name, SearchRequest request)
      throws SQLException, InterruptedException {
    try (SearchSessions sessions =
            new SearchSessions("exact", database.dataSource("public"), LIMITS);
        Connection connection = database.connect()) {
      VectorTable table =
          VectorTableReader.read(connection, new QualifiedName("public", name), null, List.of());
      KnnStatement statement = new KnnStatement(table, request);
      try (Lease one = sessions.lease(1, new Cancellation());
          Lease lease = sessions.lease(3, new Cancellation())) {
        List<Neighbor> whole = ExactSearch.run(table, statement, plan(1, 1, 1_000), one.sessions());
        List<Neighbor> shared = ExactSearch.run(table, statement, plan(3, 9, 7), lease.sessions());
        assertThat(lease.sessions()).hasSize(3);
        assertThat(shared).isEqualTo(whole);
        return shared;
      }
    }
  }

  private static ScanPlan plan(int workers, int ranges, int portion) {
    return new ScanPlan(workers, ranges, portion, "of this test");
  }
}
