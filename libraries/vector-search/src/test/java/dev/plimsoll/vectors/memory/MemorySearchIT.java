package dev.plimsoll.vectors.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.vectors.Oracle;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.search.SearchRequest;
import dev.plimsoll.vectors.table.VectorTable;
import dev.plimsoll.vectors.table.VectorTableReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A table's copy in memory finds what PostgreSQL does in the table.
@ExtendWith(StackExtension.class)
final class MemorySearchIT {
  private static final long LIMIT = 64L << 20;
  private static final int DIMENSIONS = 19;

  /// Rows that are ordered by their last digits, rows without a vector, and odd ones.
  @ParameterizedTest
  @EnumSource(
      value = Distance.class,
      names = {"L2", "INNER_PRODUCT", "COSINE", "L1"})
  void arraysAreFoundAsByPostgres(Distance distance, Stack stack) throws Exception {
    long seed = System.nanoTime() % 1_000_000;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (Connection connection = stack.createDatabase("memory_arrays").connect()) {
      Oracle.install(connection);
      Oracle.execute(
          connection,
          """
          SELECT setseed(%s);
          CREATE TABLE items (id bigint PRIMARY KEY, v real[]);
          INSERT INTO items
          SELECT i, CASE
            WHEN i %% 100 = 0 THEN NULL
            WHEN i %% 101 = 0 THEN ARRAY[1, 2, 3]::real[]
            WHEN i %% 102 = 0 THEN array_fill(NULL::real, ARRAY[%d])
            WHEN i %% 103 = 0 THEN array_fill(0::real, ARRAY[%d])
            WHEN i %% 104 = 0 THEN array_fill('1e-30'::real, ARRAY[%d])
            WHEN i %% 105 = 0 THEN array_fill('-2e30'::real, ARRAY[%d])
            WHEN i %% 106 = 0 THEN array_fill('Infinity'::real, ARRAY[%d])
            WHEN i %% 107 = 0 THEN array_fill('NaN'::real, ARRAY[%d])
            ELSE (SELECT array_agg(0.7 + 0.0000003 * (random() - 0.5) + j * i * 0)::real[]
                  FROM generate_series(1, %d) j) END
          FROM generate_series(1, 12000) i;
          INSERT INTO items SELECT i + 50000, v FROM items i (i, v) WHERE i < 200
          """
              .replace("%d", Integer.toString(DIMENSIONS))
              .formatted(random.nextDouble()));
      VectorCopy copy = CopyLoader.load(connection, table(connection), room(LIMIT));

      assertThat(copy.rows()).isGreaterThan(11_000);
      assertThat(copy.absentRows()).isBetween(300, 600);
      for (String query : List.of(query(random, 0.7, 1e-7), query(random, 0, 1e-25))) {
        List<Neighbor> all = Oracle.arrays(connection, "items", "id", distance, query, 20_000);
        for (int k : List.of(1, 10, 1_000, 20_000)) {
          List<Neighbor> expected = all.subList(0, Math.min(k, all.size()));
          for (int workers : List.of(1, 3)) {
            assertThat(MemorySearch.run(copy, new SearchRequest(query, distance, k), workers))
                .as("%s, k %d, %d workers", query, k, workers)
                .isEqualTo(expected);
          }
        }
      }
    }
  }

  private static String query(Random random, double around, double spread) {
    return IntStream.range(0, DIMENSIONS)
        .mapToObj(_ -> Float.toString((float) (around + spread * (random.nextDouble() - 0.5))))
        .collect(Collectors.joining(",", "{", "}"));
  }

  @Test
  void keysOfSeveralColumnsAreInTheServersOrder(Stack stack) throws Exception {
    try (Connection connection = stack.createDatabase("memory_keys").connect()) {
      Oracle.install(connection);
      Oracle.execute(
          connection,
          """
          CREATE TABLE items (name text, part int, v real[], PRIMARY KEY (name, part));
          INSERT INTO items
          SELECT CASE WHEN i % 2 = 0 THEN upper(md5(i::text)) ELSE md5(i::text) END, i % 3,
                 ARRAY[i % 2, 1]::real[]
          FROM generate_series(1, 900) i;
          INSERT INTO items SELECT 'none' || i, 1, NULL FROM generate_series(1, 20) i
          """);
      VectorCopy copy = CopyLoader.load(connection, table(connection), room(LIMIT));

      for (int k : List.of(10, 1_000)) {
        assertThat(MemorySearch.run(copy, new SearchRequest("[0,0]", Distance.L2, k), 2))
            .isEqualTo(Oracle.arrays(connection, "items", "name, part", Distance.L2, "{0,0}", k));
      }
    }
  }

  /// pgvector adds in `float`: distances are the same to its last digits, and so is the order where
  /// they differ by more.
  @ParameterizedTest
  @CsvSource({
    "vector(5), L2",
    "vector(5), INNER_PRODUCT",
    "vector(5), COSINE",
    "vector(5), L1",
    "halfvec(5), L2",
    "halfvec(5), INNER_PRODUCT",
    "bit(70), HAMMING",
    "bit(70), JACCARD"
  })
  void vectorsOfTheExtensionAreFoundAsByPostgres(String type, Distance distance, Stack stack)
      throws Exception {
    try (Connection connection = stack.createDatabase("memory_pgvector").connect()) {
      Oracle.requirePgvector(connection, "which reads its types into memory");
      boolean bits = type.startsWith("bit");
      String value =
          bits
              ? "((i::bigint * 2654435761) % 4294967296)::bit(35) || (i * 7919)::bit(35)"
              : "('[' || i || ',' || i % 31 || ',1,-' || i % 17 || ',' || i / 1000.0 || ']')::vector::"
                  + type;
      String query = bits ? "10".repeat(35) : "[990,-1,2,0,3]";
      Oracle.execute(
          connection,
          """
          CREATE EXTENSION vector;
          CREATE TABLE items (id int PRIMARY KEY, v %s);
          INSERT INTO items SELECT i, CASE WHEN i %% 50 > 0 THEN %s END
          FROM generate_series(1, 3000) i
          """
              .formatted(type, value));
      VectorCopy copy = CopyLoader.load(connection, table(connection), room(LIMIT));

      List<Neighbor> found = MemorySearch.run(copy, new SearchRequest(query, distance, 3_000), 2);

      List<Neighbor> expected =
          Oracle.nearest(
              connection, "items", "id", "v %s '%s'".formatted(distance.operator(), query), 3_000);
      assertThat(found).hasSameSizeAs(expected);
      for (int i = 0; i < found.size(); i++) {
        assertNear(found.get(i).distance(), expected.get(i).distance());
      }
      if (bits) {
        assertThat(found).isEqualTo(expected);
      }
    }
  }

  private static void assertNear(Double found, Double expected) {
    if (expected == null) {
      assertThat(found).isNull();
    } else {
      assertThat(found).isCloseTo(expected, Offset.offset(1e-5 * Math.max(1, Math.abs(expected))));
    }
  }

  /// Beside no other copy.
  private static CopyRoom room(long bytes) {
    MemoryLine line = new MemoryLine(bytes);
    return new CopyRoom(new MemoryCopies(null, line), line, bytes);
  }

  @Test
  void whatDoesNotFitIsRefused(Stack stack) throws Exception {
    try (Connection connection = stack.createDatabase("memory_limit").connect()) {
      Oracle.execute(
          connection,
          """
          CREATE TABLE items (id int PRIMARY KEY, v real[]);
          INSERT INTO items
          SELECT i, array_fill(i::real, ARRAY[200]) FROM generate_series(1, 20000) i;
          ANALYZE items
          """);
      VectorTable table = table(connection);

      // 4 bytes of each of 200 numbers and of the inverse of their norm make 16,080,000 in all.
      assertThatThrownBy(() -> CopyLoader.load(connection, table, room(8 << 20)))
          .isInstanceOfSatisfying(
              PlimsollException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.LOAD_LINE_EXCEEDED))
          .hasMessageContaining("of about");
    }
  }

  @Test
  void emptyTablesAndOtherVectorsAreAnswered(Stack stack) throws Exception {
    try (Connection connection = stack.createDatabase("memory_empty").connect()) {
      Oracle.execute(
          connection,
          """
          CREATE TABLE items (id int PRIMARY KEY, v real[]);
          CREATE TABLE several (id int PRIMARY KEY, v real[], w real[]);
          CREATE TABLE none (id int PRIMARY KEY, v int[]);
          CREATE TABLE nameless (v real[])
          """);
      VectorCopy empty = CopyLoader.load(connection, table(connection), room(LIMIT));
      assertThat(MemorySearch.run(empty, new SearchRequest("[1,2]", Distance.L2, 3), 2)).isEmpty();

      Oracle.execute(connection, "INSERT INTO items VALUES (7, NULL), (5, NULL), (6, '{1,2}')");
      VectorCopy copy = CopyLoader.load(connection, table(connection), room(LIMIT));
      assertThat(MemorySearch.run(copy, new SearchRequest("[1,2]", Distance.L2, 3), 2))
          .extracting(one -> one.key().getFirst())
          .containsExactly("6", "5", "7");
      for (String query : List.of("[1]", "[1,x]", "1,2", "[1,NaN]", "[1,1e39]", "[1,]")) {
        assertThatThrownBy(
                () -> MemorySearch.run(copy, new SearchRequest(query, Distance.L2, 3), 2))
            .as(query)
            .isInstanceOfSatisfying(
                PlimsollException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
      }
      assertRefused(connection, "several", "name one of them: v, w");
      assertRefused(connection, "none", "no column of vectors");
      assertRefused(connection, "nameless", "no primary key");
      assertRefused(connection, "nowhere", "there is no table");
    }
  }

  private static void assertRefused(Connection connection, String name, String why) {
    assertThatThrownBy(
            () ->
                VectorTableReader.read(
                    connection, new QualifiedName("public", name), null, List.of()))
        .isInstanceOf(PlimsollException.class)
        .hasMessageContaining(why);
  }

  private static VectorTable table(Connection connection) throws SQLException {
    return VectorTableReader.read(
        connection, new QualifiedName("public", "items"), null, List.of());
  }
}
