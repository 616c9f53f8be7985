package dev.plimsoll.vectors.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.contracts.search.RowFilter;
import dev.plimsoll.postgres.statement.Sql;
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
import dev.plimsoll.vectors.table.VectorTable;
import dev.plimsoll.vectors.table.VectorTableReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Indexes of partitions find what one index of all rows does.
@ExtendWith(StackExtension.class)
final class IndexSearchIT {
  private static final int DIMENSIONS = 24;
  private static final int QUERIES = 60;
  private static final SearchEffort EFFORT = new SearchEffort(60, 1, false);

  @Test
  void partitionsFindAtLeastWhatOneIndexDoes(Stack stack) throws Exception {
    TestDatabase database = stack.createDatabase("index_search");
    try (Connection connection = database.connect();
        SearchSessions sessions = sessions(database)) {
      Oracle.requirePgvector(connection, "which searches by its indexes");
      Oracle.execute(connection, tables());
      VectorTable parts = table(connection, "parts");
      VectorTable whole = table(connection, "whole");
      VectorIndexes ofParts = VectorIndexes.of(connection, parts, Distance.L2);
      VectorIndexes ofWhole = VectorIndexes.of(connection, whole, Distance.L2);
      assertThat(ofParts.leaves()).hasSize(6);
      assertThat(ofParts.apart()).isTrue();
      assertThat(VectorIndexes.of(connection, parts, Distance.COSINE).lacking())
          .contains("has no index by vector_cosine_ops");

      Random random = new Random(7);
      double shared = 0;
      double single = 0;
      for (int i = 0; i < QUERIES; i++) {
        SearchRequest request = new SearchRequest(vector(random), Distance.L2, 10);
        Set<List<String>> exact =
            keys(Oracle.nearest(connection, "whole", "id", "v <-> '" + request.vector() + "'", 10));
        List<Neighbor> found = search(sessions, parts, request, ofParts, 3);
        assertThat(found).hasSize(10).isSortedAccordingTo(Neighbor::byDistance);
        shared += hits(exact, found);
        single += hits(exact, search(sessions, whole, request, ofWhole, 3));
      }
      System.out.printf(
          "recall of partitions %.4f, of one index %.4f%n",
          shared / (10 * QUERIES), single / (10 * QUERIES));
      assertThat(shared).isGreaterThanOrEqualTo(single - 0.005 * 10 * QUERIES);
    }
  }

  @Test
  void conditionsHoldAndRowSecurityIsKept(Stack stack) throws Exception {
    TestDatabase database = stack.createDatabase("index_conditions");
    try (Connection connection = database.connect();
        SearchSessions sessions = sessions(database)) {
      Oracle.requirePgvector(connection, "which searches by its indexes under conditions");
      Oracle.execute(connection, tables());
      VectorTable parts = table(connection, "parts");
      SearchRequest request =
          new SearchRequest(
              vector(new Random(3)), Distance.L2, 10, List.of(RowFilter.equal("category", "3")));
      VectorIndexes indexes = VectorIndexes.of(connection, parts, Distance.L2);

      try (Lease lease = sessions.lease(3, new Cancellation())) {
        List<Neighbor> found =
            IndexSearch.run(
                parts, request, indexes, new SearchEffort(40, 1, true), lease.sessions());
        assertThat(found).hasSize(10);
        assertThat(found).allMatch(one -> Integer.parseInt(one.key().getFirst()) % 10 == 3);
      }
      Oracle.execute(connection, "ALTER TABLE parts ENABLE ROW LEVEL SECURITY");
      VectorIndexes secured = VectorIndexes.of(connection, parts, Distance.L2);
      assertThat(secured.apart()).isFalse();
      assertThat(search(sessions, parts, request, secured, 3)).isNotEmpty();

      // A policy leaves some of the candidates only, so each index gives as many as one of all.
      SearchRequest more = new SearchRequest(request.vector(), Distance.L2, 20, request.filters());
      try (Lease lease = sessions.lease(3, new Cancellation())) {
        assertThat(
                IndexSearch.run(
                    parts, more, secured, new SearchEffort(60, 1, false), lease.sessions()))
            .hasSize(20);
      }
    }
  }

  @Test
  void aPartitionThatCameMeanwhileIsNotLeftOut(Stack stack) throws Exception {
    TestDatabase database = stack.createDatabase("index_attached");
    try (Connection connection = database.connect();
        SearchSessions sessions = sessions(database)) {
      Oracle.requirePgvector(connection, "which searches partitions that are attached");
      Oracle.execute(
          connection,
          """
          CREATE EXTENSION vector;
          CREATE TABLE parts (id int PRIMARY KEY, v vector(2)) PARTITION BY RANGE (id);
          CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (100);
          CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (100) TO (200);
          CREATE TABLE parts_3 PARTITION OF parts FOR VALUES FROM (200) TO (300);
          INSERT INTO parts SELECT i, ARRAY[i + 10, 1]::vector FROM generate_series(0, 199) i;
          CREATE INDEX ON parts USING hnsw (v vector_l2_ops)
          """);
      VectorTable parts = table(connection, "parts");
      VectorIndexes before = VectorIndexes.of(connection, parts, Distance.L2);
      SearchRequest request = new SearchRequest("[0,0]", Distance.L2, 1);

      // An empty one is among the leaves.
      Oracle.execute(connection, "INSERT INTO parts VALUES (200, '[2,0]')");
      assertThat(search(sessions, parts, request, before, 3).getFirst().key())
          .containsExactly("200");
      Oracle.execute(
          connection,
          """
          CREATE TABLE parts_4 PARTITION OF parts FOR VALUES FROM (300) TO (400);
          INSERT INTO parts VALUES (300, '[1,0]')
          """);
      assertThatThrownBy(() -> search(sessions, parts, request, before, 3))
          .isInstanceOf(LeavesChangedException.class);
      VectorIndexes after = VectorIndexes.of(connection, parts, Distance.L2);
      assertThat(search(sessions, parts, request, after, 3).getFirst().key())
          .containsExactly("300");
      Oracle.execute(connection, "ALTER TABLE parts_1 ENABLE ROW LEVEL SECURITY");
      assertThatThrownBy(() -> search(sessions, parts, request, after, 3))
          .isInstanceOf(LeavesChangedException.class);
    }
  }

  /// One index, and partitions by one session: the transaction is the statement's own.
  @ParameterizedTest
  @ValueSource(strings = {"whole", "parts"})
  void aSearchThatFailsLeavesItsSessionAsItWas(String name, Stack stack) throws Exception {
    TestDatabase database = stack.createDatabase("index_failed");
    try (Connection connection = database.connect();
        SearchSessions sessions = sessions(database)) {
      Oracle.requirePgvector(connection, "which fails a search by its index");
      Oracle.execute(connection, tables());
      VectorTable table = table(connection, name);
      VectorIndexes indexes = VectorIndexes.of(connection, table, Distance.L2);
      SearchRequest request = new SearchRequest(vector(new Random(5)), Distance.L2, 10);
      List<Neighbor> before = search(sessions, table, request, indexes, 1);
      assertThat(before).hasSize(10);

      assertThatThrownBy(
              () ->
                  search(sessions, table, new SearchRequest("[1,2]", Distance.L2, 10), indexes, 1))
          .hasMessageContaining("different vector dimensions");

      assertThat(
              Sql.of(
                      connection,
                      "SELECT state FROM pg_stat_activity"
                          + " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                          + " AND backend_type = 'client backend'")
                  .list(row -> row.getString(1)))
          .as("sessions of searches")
          .containsExactly("idle");
      assertThat(search(sessions, table, request, indexes, 1)).isEqualTo(before);
    }
  }

  /// They are in no tree of partitions.
  @Test
  void tablesThatInheritAreAskedAsPartitionsAre(Stack stack) throws Exception {
    TestDatabase database = stack.createDatabase("index_inherited");
    try (Connection connection = database.connect();
        SearchSessions sessions = sessions(database)) {
      Oracle.requirePgvector(connection, "which searches tables that inherit");
      Oracle.execute(
          connection,
          """
          CREATE EXTENSION vector;
          CREATE TABLE parts (id int PRIMARY KEY, v vector(2));
          CREATE TABLE parts_1 (LIKE parts INCLUDING ALL) INHERITS (parts);
          INSERT INTO parts VALUES (1, '[5,0]');
          INSERT INTO parts_1 VALUES (2, '[4,0]');
          CREATE INDEX ON parts USING hnsw (v vector_l2_ops);
          CREATE INDEX ON parts_1 USING hnsw (v vector_l2_ops)
          """);
      VectorTable parts = table(connection, "parts");
      VectorIndexes before = VectorIndexes.of(connection, parts, Distance.L2);
      SearchRequest request = new SearchRequest("[0,0]", Distance.L2, 2);

      assertThat(search(sessions, parts, request, before, 2))
          .extracting(found -> found.key().getFirst())
          .containsExactly("2", "1");

      Oracle.execute(connection, "CREATE TABLE parts_2 () INHERITS (parts)");
      assertThatThrownBy(() -> search(sessions, parts, request, before, 2))
          .isInstanceOf(LeavesChangedException.class);
    }
  }

  private static String tables() {
    return """
        CREATE EXTENSION vector; SELECT setseed(0.5);
        CREATE TABLE whole (id int PRIMARY KEY, category int, v vector(%1$d));
        INSERT INTO whole
        SELECT i, i %% 10, (SELECT array_agg(random()) FROM generate_series(1, %1$d) WHERE i > 0)::vector
        FROM generate_series(1, 6000) i;
        CREATE TABLE parts (id int PRIMARY KEY, category int, v vector(%1$d))
          PARTITION BY HASH (id);
        """
            .formatted(DIMENSIONS)
        + IntStream.range(0, 6)
            .mapToObj(
                i ->
                    "CREATE TABLE parts_%d PARTITION OF parts FOR VALUES WITH (MODULUS 6, REMAINDER %d);"
                        .formatted(i, i))
            .collect(Collectors.joining())
        + """
        INSERT INTO parts SELECT * FROM whole;
        CREATE INDEX ON whole USING hnsw (v vector_l2_ops);
        CREATE INDEX ON parts USING hnsw (v vector_l2_ops);
        ANALYZE whole, parts
        """;
  }

  private static SearchSessions sessions(TestDatabase database) {
    return new SearchSessions(
        "indexed",
        database.dataSource("public"),
        new Limits(3, Duration.ofSeconds(10), Duration.ofSeconds(30)));
  }

  private static List<Neighbor> search(
      SearchSessions sessions,
      VectorTable table,
      SearchRequest request,
      VectorIndexes indexes,
      int wanted)
      throws SQLException, InterruptedException {
    try (Lease lease = sessions.lease(wanted, new Cancellation())) {
      return IndexSearch.run(table, request, indexes, EFFORT, lease.sessions());
    }
  }

  private static VectorTable table(Connection connection, String name) throws SQLException {
    return VectorTableReader.read(connection, new QualifiedName("public", name), null, List.of());
  }

  private static double hits(Set<List<String>> exact, List<Neighbor> found) {
    Set<List<String>> both = new HashSet<>(exact);
    both.retainAll(keys(found));
    return both.size();
  }

  private static Set<List<String>> keys(List<Neighbor> rows) {
    return rows.stream().map(Neighbor::key).collect(Collectors.toSet());
  }

  private static String vector(Random random) {
    return IntStream.range(0, DIMENSIONS)
        .mapToObj(_ -> Float.toString(random.nextFloat()))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
