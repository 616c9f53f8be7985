package dev.plimsoll.vectors;

import static dev.plimsoll.vectors.SearchedItems.ITEMS;
import static dev.plimsoll.vectors.SearchedItems.NEAREST;
import static dev.plimsoll.vectors.SearchedItems.TABLE;
import static dev.plimsoll.vectors.SearchedItems.database;
import static dev.plimsoll.vectors.SearchedItems.inBackground;
import static dev.plimsoll.vectors.SearchedItems.search;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import dev.plimsoll.vectors.plan.SearchMode;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.session.Cancellation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Searches of a table that others have locked.
@ExtendWith(StackExtension.class)
final class LockedTableIT {
  @Test
  void aCancelledSearchReadsNoCopyToItsEnd(Stack stack) throws Exception {
    TestDatabase test = stack.createDatabase("searched_copy_cancelled");
    try (Connection connection = test.connect();
        Connection altering = test.connect();
        SearchedDatabase database = database(test)) {
      // given a table whose copy cannot be read for now, and one search that waits for it
      Oracle.execute(connection, TABLE);
      // Its facts are known, which the lock would hide as well.
      search(database, new SearchMode.Exact());
      SearchQuery query = new SearchQuery(ITEMS, NEAREST, new SearchMode.InMemory());
      altering.setAutoCommit(false);
      Oracle.execute(altering, "LOCK TABLE items IN ACCESS EXCLUSIVE MODE");
      Cancellation reading = new Cancellation();
      CompletableFuture<SearchAnswer> first = inBackground(database, query, reading);
      Awaitility.await().until(() -> waiting(connection) == 1);
      Cancellation queued = new Cancellation();
      CompletableFuture<SearchAnswer> second = inBackground(database, query, queued);

      queued.cancel();
      assertCancelled(second);
      assertThat(first).isNotDone();
      reading.cancel();
      assertCancelled(first);

      Awaitility.await().until(() -> waiting(connection) == 0);
      altering.rollback();
      assertThat(search(database, new SearchMode.InMemory()).rows()).hasSize(20);
    }
  }

  private static void assertCancelled(CompletableFuture<SearchAnswer> search) {
    assertThatThrownBy(search::join)
        .cause()
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(SqlStates.state(e)).isEqualTo("57014"));
  }

  // Sessions of this database that wait for a lock.
  private static long waiting(Connection connection) throws SQLException {
    return Sql.of(
            connection,
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND wait_event_type = 'Lock'")
        .list(row -> row.getLong(1))
        .getFirst();
  }

  /// Sessions of one search that wait for a lock, each for a time, get nowhere; one alone does.
  @Test
  void aSearchThatMeetsALockedIndexGoesOnAsOneStatement(Stack stack) throws Exception {
    TestDatabase test = stack.createDatabase("searched_locked");
    try (Connection connection = test.connect();
        Connection holder = test.connect();
        SearchedDatabase database = database(test)) {
      Oracle.execute(connection, TABLE);
      List<Neighbor> expected = search(database, new SearchMode.Exact()).rows();
      holder.setAutoCommit(false);
      Oracle.execute(holder, "REINDEX INDEX items_pkey");

      CompletableFuture<SearchAnswer> answer =
          inBackground(
              database,
              new SearchQuery(ITEMS, NEAREST, new SearchMode.Exact()),
              new Cancellation());
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  Sql.of(
                          connection,
                          """
                          SELECT FROM pg_stat_activity
                          WHERE datname = current_database() AND wait_event_type = 'Lock'
                            AND query LIKE '%AS distance%' AND query NOT LIKE '%ctid%'
                          """)
                      .exists());
      holder.rollback();

      assertThat(answer.join().rows()).isEqualTo(expected);
      assertThat(answer.join().plan().workers()).isEqualTo(1);
      if (Runtime.getRuntime().availableProcessors() > 1) {
        assertThat(answer.join().plan().reason()).contains("is being altered");
      }
    }
  }
}
