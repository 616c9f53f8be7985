package dev.plimsoll.vectors;

import static dev.plimsoll.contracts.search.SearchMethod.ONE_INDEX;
import static dev.plimsoll.contracts.search.SearchMethod.SHARED_INDEXES;
import static dev.plimsoll.vectors.SearchedItems.ITEMS;
import static dev.plimsoll.vectors.SearchedItems.NEAREST;
import static dev.plimsoll.vectors.SearchedItems.TABLE;
import static dev.plimsoll.vectors.SearchedItems.database;
import static dev.plimsoll.vectors.SearchedItems.search;
import static dev.plimsoll.vectors.SearchedItems.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.contracts.search.RowFilter;
import dev.plimsoll.contracts.search.SearchMethod;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import dev.plimsoll.vectors.index.SearchEffort;
import dev.plimsoll.vectors.plan.SearchMode;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.search.SearchRequest;
import dev.plimsoll.vectors.session.Cancellation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Which way a search takes, and that each finds the same.
@ExtendWith(StackExtension.class)
final class SearchedDatabaseIT {
  @Test
  void eachWayFindsTheSame(Stack stack) throws Exception {
    TestDatabase test = stack.createDatabase("searched");
    try (Connection connection = test.connect();
        SearchedDatabase database = database(test)) {
      Oracle.install(connection);
      Oracle.execute(connection, TABLE);
      List<Neighbor> expected =
          Oracle.arrays(connection, "items", "id", Distance.L2, "{3,1,4,1}", 20);

      // Never searched: fewer than 10,000 rows are too little to share.
      SearchAnswer first = search(database, new SearchMode.Automatic(SearchEffort.DEFAULT));
      assertThat(first.plan().method()).isEqualTo(SearchMethod.ONE_STATEMENT);
      assertThat(first.plan().reason()).contains("too little to share");
      // It took more than two milliseconds.
      SearchAnswer second = search(database, new SearchMode.Exact());
      if (Runtime.getRuntime().availableProcessors() > 1) {
        assertThat(second.plan().method()).isEqualTo(SearchMethod.SHARED_BLOCKS);
        assertThat(second.plan().workers()).isGreaterThan(1);
      }
      SearchAnswer copied = search(database, new SearchMode.InMemory());
      assertThat(copied.plan().method()).isEqualTo(SearchMethod.MEMORY);
      assertThat(copied.asOf()).isNotNull();
      for (SearchAnswer answer : List.of(first, second, copied)) {
        assertThat(answer.rows()).isEqualTo(expected);
        assertThat(answer.elapsed()).isPositive();
      }

      database.settings(settings(false, Duration.ofHours(1)));
      SearchAnswer alone = search(database, new SearchMode.Exact());
      assertThat(alone.plan().workers()).isEqualTo(1);
      assertThat(alone.plan().reason()).contains("turned off");

      Oracle.execute(
          connection, "DELETE FROM items WHERE id = " + expected.getFirst().key().getFirst());
      assertThat(search(database, new SearchMode.Exact()).rows().getFirst())
          .isEqualTo(expected.get(1));
      // A copy stays as it was read, until it is older than it may be.
      assertThat(search(database, new SearchMode.InMemory()).rows()).isEqualTo(expected);
      database.settings(settings(true, Duration.ZERO));
      assertThat(search(database, new SearchMode.InMemory()).rows().getFirst())
          .isEqualTo(expected.get(1));
    }
  }

  @Test
  void partitionsAreTriedByOneSessionAndBySeveral(Stack stack) throws Exception {
    TestDatabase test = stack.createDatabase("searched_partitions");
    try (Connection connection = test.connect();
        SearchedDatabase database = database(test)) {
      Oracle.requirePgvector(connection, "which searches indexes of partitions");
      Oracle.execute(
          connection,
          """
          CREATE EXTENSION vector;
          CREATE TABLE items (id int PRIMARY KEY, v vector(4)) PARTITION BY HASH (id);
          CREATE TABLE items_0 PARTITION OF items FOR VALUES WITH (MODULUS 2, REMAINDER 0);
          CREATE TABLE items_1 PARTITION OF items FOR VALUES WITH (MODULUS 2, REMAINDER 1);
          INSERT INTO items SELECT i, ARRAY[i, i % 7, i % 5, 1]::vector
          FROM generate_series(1, 1000) i;
          CREATE INDEX ON items USING hnsw (v vector_l2_ops)
          """);
      List<Neighbor> expected =
          search(database, new SearchMode.ByIndex(SearchEffort.DEFAULT)).rows();
      Set<SearchMethod> tried = EnumSet.noneOf(SearchMethod.class);
      SearchAnswer last = search(database, new SearchMode.ByIndex(SearchEffort.DEFAULT));
      assertThat(last.plan().reason()).contains("tried");

      for (int i = 0; i < 24; i++) {
        last = search(database, new SearchMode.ByIndex(SearchEffort.DEFAULT));
        tried.add(last.plan().method());
        assertThat(last.rows()).isEqualTo(expected);
      }

      assertThat(tried).containsExactlyInAnyOrder(ONE_INDEX, SHARED_INDEXES);
      assertThat(last.plan().reason()).endsWith("faster");
    }
  }

  @Test
  void whatIsKnownOfATableIsForgottenOnceItIsWrong(Stack stack) throws Exception {
    TestDatabase test = stack.createDatabase("searched_changed");
    try (Connection connection = test.connect();
        SearchedDatabase database = database(test)) {
      Oracle.execute(connection, TABLE);
      search(database, new SearchMode.Exact());
      Oracle.execute(connection, "ALTER TABLE items RENAME COLUMN v TO vectors");

      assertThat(search(database, new SearchMode.Exact()).rows()).hasSize(20);

      Oracle.execute(connection, "DROP TABLE items");
      assertThatThrownBy(() -> search(database, new SearchMode.Exact()))
          .isInstanceOfSatisfying(
              PlimsollException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_NOT_FOUND));
    }
  }

  @Test
  void selectiveConditionsAreLeftToTheirIndex(Stack stack) throws Exception {
    TestDatabase test = stack.createDatabase("searched_selective");
    try (Connection connection = test.connect();
        SearchedDatabase database = database(test)) {
      Oracle.execute(connection, TABLE);
      search(database, new SearchMode.Exact());
      SearchRequest request =
          new SearchRequest(
              "[3,1,4,1]", Distance.L2, 20, List.of(RowFilter.equal("category", "7")));

      SearchAnswer answer =
          database.search(
              new SearchQuery(ITEMS, request, new SearchMode.Exact()), new Cancellation());

      assertThat(answer.plan().workers()).isEqualTo(1);
      if (Runtime.getRuntime().availableProcessors() > 1) {
        assertThat(answer.plan().reason()).contains("an index finds the rows");
      }
      assertThat(answer.rows()).hasSize(18);
      assertThatThrownBy(
              () ->
                  database.search(
                      new SearchQuery(ITEMS, request, new SearchMode.InMemory()),
                      new Cancellation()))
          .hasMessageContaining("conditions on rows");
    }
  }

  @Test
  void whatCannotBeIsRefused(Stack stack) throws Exception {
    TestDatabase test = stack.createDatabase("searched_refused");
    try (Connection connection = test.connect();
        SearchedDatabase database = database(test)) {
      Oracle.execute(connection, TABLE);

      assertThatThrownBy(() -> search(database, new SearchMode.ByIndex(SearchEffort.DEFAULT)))
          .isInstanceOfSatisfying(
              PlimsollException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
          .hasMessageContaining("no index");
      Cancellation before = new Cancellation();
      before.cancel();
      assertThatThrownBy(
              () ->
                  database.search(new SearchQuery(ITEMS, NEAREST, new SearchMode.Exact()), before))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(SqlStates.state(e)).isEqualTo("57014"));
      assertThat(search(database, new SearchMode.Exact()).rows()).hasSize(20);
    }
  }

  @Test
  void theWaysAreExplainedCountedAndCompared(Stack stack) throws Exception {
    TestDatabase test = stack.createDatabase("searched_compared");
    try (Connection connection = test.connect();
        SearchedDatabase database = database(test)) {
      Oracle.execute(connection, TABLE);
      SearchQuery query = new SearchQuery(ITEMS, NEAREST, new SearchMode.InMemory());

      SearchComparison comparison = SearchComparison.of(database, query, 3, new Cancellation());

      assertThat(comparison.ways())
          .extracting(way -> way.plan().method())
          .startsWith(SearchMethod.ONE_STATEMENT)
          .endsWith(SearchMethod.MEMORY);
      assertThat(comparison.ways()).allMatch(way -> way.recall() == 1);
      assertThat(comparison.ways().getFirst().speedup()).isEqualTo(1);
      assertThat(comparison.ways().getLast().speedup()).isPositive();
      assertThat(database.statistics().byMethod().get(SearchMethod.MEMORY).searches()).isEqualTo(5);
      assertThat(database.statistics().failed()).isZero();
      assertThat(database.explain(query, new Cancellation()).method())
          .isEqualTo(SearchMethod.MEMORY);
      assertThatThrownBy(
              () ->
                  database.search(
                      new SearchQuery(
                          ITEMS,
                          new SearchRequest("[1]", Distance.L2, 1),
                          new SearchMode.InMemory()),
                      new Cancellation()))
          .hasMessageContaining("1 dimensions");
      assertThat(database.statistics().failed()).isOne();
    }
  }

  @Test
  void severalDatabasesAnswerAsOneOrFail(Stack stack) throws Exception {
    TestDatabase whole = stack.createDatabase("searched_whole");
    TestDatabase even = stack.createDatabase("searched_even");
    TestDatabase odd = stack.createDatabase("searched_odd");
    for (TestDatabase test : List.of(whole, even, odd)) {
      try (Connection connection = test.connect()) {
        Oracle.install(connection);
        Oracle.execute(connection, TABLE);
      }
    }
    try (Connection ofEven = even.connect();
        Connection ofOdd = odd.connect();
        Connection ofWhole = whole.connect();
        SearchedDatabase first = database(even);
        SearchedDatabase second = database(odd)) {
      Oracle.execute(ofEven, "DELETE FROM items WHERE id % 2 = 1");
      Oracle.execute(ofOdd, "DELETE FROM items WHERE id % 2 = 0");
      SequencedMap<String, SearchedDatabase> both = new LinkedHashMap<>();
      both.put("even", first);
      both.put("odd", second);
      SearchQuery query = new SearchQuery(ITEMS, NEAREST, new SearchMode.Exact());

      SeveralDatabases.Answers answers = SeveralDatabases.search(both, query, new Cancellation());

      List<Neighbor> expected =
          Oracle.nearest(ofWhole, "items", "id % 2, id", "public.oracle('L2', v, '{3,1,4,1}')", 20);
      assertThat(answers.rows())
          .extracting(one -> one.neighbor().key().getFirst())
          .containsExactlyElementsOf(expected.stream().map(one -> one.key().getLast()).toList());
      assertThat(answers.rows())
          .allMatch(
              one ->
                  one.database()
                      .equals(
                          Integer.parseInt(one.neighbor().key().getFirst()) % 2 == 0
                              ? "even"
                              : "odd"));

      Oracle.execute(ofOdd, "DROP TABLE items");
      assertThatThrownBy(() -> SeveralDatabases.search(both, query, new Cancellation()))
          .isInstanceOf(PlimsollException.class)
          .hasMessageStartingWith("odd: ");
    }
  }
}
