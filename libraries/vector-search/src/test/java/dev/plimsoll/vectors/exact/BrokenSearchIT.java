package dev.plimsoll.vectors.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.postgres.connection.SqlStates;
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
import dev.plimsoll.vectors.sql.KnnStatement;
import dev.plimsoll.vectors.table.VectorTable;
import dev.plimsoll.vectors.table.VectorTableReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sessions that are killed, wait, are cancelled or read while others write: a search is whole, or
/// it fails, and gives its sessions back.
@ExtendWith(StackExtension.class)
final class BrokenSearchIT {
  private static final int SESSIONS = 3;
  private static final String QUERY = "{0,0,0,0}";
  private static final ScanPlan PLAN = new ScanPlan(SESSIONS, 9, 10, "of this test");

  private static final String OURS =
      """
      FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%ctid >=%'
        AND state = 'active'
      """;

  private TestDatabase database;
  private VectorTable table;

  @BeforeEach
  void makeTable() throws SQLException {
    database = Stack.get().createDatabase("broken_search");
    try (Connection connection = database.connect()) {
      Oracle.execute(
          connection,
          """
          CREATE TABLE items (id int, v real[], padding text, small int, PRIMARY KEY (id))
            PARTITION BY RANGE (id);
          CREATE TABLE items_1 PARTITION OF items FOR VALUES FROM (0) TO (2000);
          CREATE TABLE items_2 PARTITION OF items FOR VALUES FROM (2000) TO (9999);
          INSERT INTO items
          SELECT i, ARRAY[i, 1, 2, 3]::real[], repeat('x', 300) FROM generate_series(1, 4000) i;
          ANALYZE items
          """);
      table =
          VectorTableReader.read(connection, new QualifiedName("public", "items"), null, List.of());
    }
  }

  @Test
  void aKilledSessionFailsTheSearch() throws Exception {
    try (SearchSessions sessions = sessions(Duration.ofMinutes(1));
        Connection holder = database.connect();
        Connection administrator = database.connect()) {
      holdOnePartition(holder);
      Lease lease = sessions.lease(SESSIONS, new Cancellation());
      CompletableFuture<List<Neighbor>> search = begin(lease);
      awaitWaiting(administrator);

      Sql.of(administrator, "SELECT pg_terminate_backend(pid) " + OURS + " LIMIT 1").one(_ -> true);

      assertThatThrownBy(search::join)
          .isInstanceOf(CompletionException.class)
          .cause()
          .isInstanceOf(SQLException.class);
      // The others' statements have ended, too, although the partition is still held.
      Awaitility.await().until(() -> !Sql.of(administrator, "SELECT " + OURS).exists());
      lease.close();
      holder.rollback();
      awaitAllFree(sessions);
      assertThat(search(sessions)).hasSize(5);
    }
  }

  @Test
  void aSlowPartitionFailsTheSearchAfterItsTime() throws Exception {
    try (SearchSessions sessions = sessions(Duration.ofMillis(500));
        Connection holder = database.connect()) {
      holdOnePartition(holder);

      assertThatThrownBy(() -> search(sessions))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(SqlStates.state(e)).isEqualTo("57014"));
      holder.rollback();
      awaitAllFree(sessions);
      assertThat(search(sessions)).hasSize(5);
    }
  }

  @Test
  void aCancelledSearchLeavesNothingAtWork() throws Exception {
    try (SearchSessions sessions = sessions(Duration.ofMinutes(1));
        Connection holder = database.connect();
        Connection administrator = database.connect()) {
      holdOnePartition(holder);
      Cancellation cancellation = new Cancellation();
      Lease lease = sessions.lease(SESSIONS, cancellation);
      CompletableFuture<List<Neighbor>> search = begin(lease);
      awaitWaiting(administrator);

      cancellation.cancel();

      assertThatThrownBy(search::join)
          .cause()
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(SqlStates.state(e)).isEqualTo("57014"));
      Awaitility.await().until(() -> !Sql.of(administrator, "SELECT " + OURS).exists());
      lease.close();
      holder.rollback();
      // Sessions are lent again as if nothing had been.
      assertThat(search(sessions)).hasSize(5);
    }
  }

  /// A rewritten table looks empty under an older snapshot.
  @Test
  void rewritesMeanwhileLoseNothing() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    try (SearchSessions sessions = sessions(Duration.ofMinutes(1));
        Connection writer = database.connect()) {
      List<Neighbor> expected = search(sessions);
      CompletableFuture<Integer> rewrites =
          CompletableFuture.supplyAsync(
              () -> {
                int done = 0;
                while (!enough.get()) {
                  done += rewrite(writer);
                }
                return done;
              });
      for (int i = 0; i < 100; i++) {
        assertThat(search(sessions)).as("search %d", i).isEqualTo(expected);
      }
      enough.set(true);
      assertThat(rewrites.join()).isGreaterThan(1);
    }
  }

  private static int rewrite(Connection writer) {
    try {
      Oracle.execute(writer, "ALTER TABLE items ALTER COLUMN small TYPE bigint");
      Oracle.execute(writer, "ALTER TABLE items ALTER COLUMN small TYPE int");
      return 1;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Each transaction moves the only row at distance 0 to the table's other end, at a pace by which
  /// some searches' sessions see the same at once, and others do not. Halves of it end before the
  /// whole does.
  @ParameterizedTest
  @ValueSource(ints = {0, 300, 5_000})
  void writesMeanwhileAreSeenByAllRangesOrByNone(int pauseMicros) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    AtomicBoolean enough = new AtomicBoolean();
    try (SearchSessions sessions = sessions(Duration.ofMinutes(1));
        Connection writer = database.connect()) {
      Oracle.execute(writer, "INSERT INTO items VALUES (0, '{0,0,0,0}')");
      writer.setAutoCommit(false);
      CompletableFuture<Integer> moves =
          CompletableFuture.supplyAsync(
              () -> {
                int moved = 0;
                while (!enough.get()) {
                  moved += move(writer);
                  LockSupport.parkNanos(1_000L * random.nextInt(pauseMicros + 1));
                }
                return moved;
              });
      for (int i = 0; i < 200; i++) {
        List<Neighbor> found = search(sessions);
        assertThat(found.stream().filter(one -> one.distance() == 0))
            .as("search %d, seed %d", i, seed)
            .hasSize(1);
      }
      enough.set(true);
      assertThat(moves.join()).isGreaterThan(5);
    }
  }

  private static int move(Connection writer) {
    try {
      Oracle.execute(
          writer,
          """
          SAVEPOINT half;
          DELETE FROM items WHERE id IN (0, 9000);
          ROLLBACK TO half;
          UPDATE items SET id = 9000 - id WHERE id IN (0, 9000);
          RELEASE half
          """);
      writer.commit();
      return 1;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void holdOnePartition(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    // Readers lock the table beside it, and wait for the index.
    Oracle.execute(connection, "REINDEX INDEX items_2_pkey");
  }

  /// Several are given back beside the search's thread.
  private static void awaitAllFree(SearchSessions sessions) {
    Awaitility.await().until(() -> sessions.free() == SESSIONS);
  }

  private static void awaitWaiting(Connection administrator) {
    Awaitility.await()
        .until(
            () ->
                Sql.of(administrator, "SELECT " + OURS + " AND wait_event_type = 'Lock'").exists());
  }

  private SearchSessions sessions(Duration statementTimeout) {
    return new SearchSessions(
        "broken",
        database.dataSource("public"),
        new Limits(SESSIONS, Duration.ofSeconds(10), statementTimeout));
  }

  private CompletableFuture<List<Neighbor>> begin(Lease lease) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return run(lease);
          } catch (SQLException | InterruptedException e) {
            throw new CompletionException(e);
          }
        });
  }

  private List<Neighbor> search(SearchSessions sessions) throws SQLException, InterruptedException {
    try (Lease lease = sessions.lease(SESSIONS, new Cancellation())) {
      return run(lease);
    }
  }

  private List<Neighbor> run(Lease lease) throws SQLException, InterruptedException {
    KnnStatement statement = new KnnStatement(table, new SearchRequest(QUERY, Distance.L2, 5));
    return ExactSearch.run(table, statement, PLAN, lease.sessions());
  }
}
