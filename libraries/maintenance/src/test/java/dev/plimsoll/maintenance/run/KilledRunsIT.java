package dev.plimsoll.maintenance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.maintenance.action.MaintenanceAction;
import dev.plimsoll.maintenance.run.RunResult.Outcome;
import dev.plimsoll.postgres.claim.TableClaim;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every action, killed in its middle and begun again.
@ExtendWith(StackExtension.class)
final class KilledRunsIT {
  private static final QualifiedName ORDERS = name("orders");
  private static final QualifiedName CUSTOMER = name("orders_customer");
  private static final QualifiedName METRICS = name("metrics");
  private static final long MEMORY = 64L << 20;
  private static final RunLimits LIMITS =
      RunLimits.DEFAULT.withOwnWait(Duration.ofSeconds(30)).withTries(50, Duration.ofMillis(50));

  private Connection connection;
  private Connection other;
  private TargetSessions sessions;

  private static QualifiedName name(String name) {
    return new QualifiedName("shop", name);
  }

  @BeforeEach
  void given(Stack stack) throws SQLException {
    TestDatabase database = stack.createDatabase("maintenance_kill");
    sessions = new TargetSessions(database);
    connection = database.connect();
    other = database.connect();
    execute(
        connection,
        """
        CREATE SCHEMA shop;
        CREATE TABLE shop.orders (id bigint PRIMARY KEY, customer int NOT NULL, note text)
          WITH (autovacuum_enabled = off);
        INSERT INTO shop.orders SELECT n, n % 100, 'note ' || n FROM generate_series(1, 5000) AS n;
        CREATE INDEX orders_customer ON shop.orders (customer);
        DELETE FROM shop.orders WHERE id % 3 = 0;
        CREATE TABLE shop.metrics (
          at timestamptz NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, v int CHECK (v > 0),
          PRIMARY KEY (at, id)) PARTITION BY RANGE (at);
        CREATE INDEX ON shop.metrics (v);
        CREATE TABLE shop.metrics_old PARTITION OF shop.metrics
          FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00');
        CREATE TABLE shop.metrics_new PARTITION OF shop.metrics
          FOR VALUES FROM ('2026-02-01 00:00:00+00') TO ('2026-03-01 00:00:00+00');
        INSERT INTO shop.metrics (at, v) VALUES ('2026-01-15 00:00:00+00', 1)
        """);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    other.close();
  }

  @Test
  void analyzeAfterItsBackendWasKilled() throws Exception {
    killed(
        new MaintenanceAction.Analyze(ORDERS, List.of("customer")),
        "LOCK TABLE shop.orders IN SHARE UPDATE EXCLUSIVE MODE",
        "ANALYZE%");

    assertThat(number("SELECT count(*) FROM pg_stats WHERE tablename = 'orders'"))
        .as("statistics of the one column")
        .isEqualTo(1);
  }

  @Test
  void vacuumAfterItsBackendWasKilled() throws Exception {
    killed(
        new MaintenanceAction.Vacuum(ORDERS, true),
        "LOCK TABLE shop.orders IN SHARE UPDATE EXCLUSIVE MODE",
        "VACUUM%");

    assertThat(number("SELECT age(relfrozenxid) FROM pg_class WHERE relname = 'orders'"))
        .as("everything is frozen")
        .isLessThan(10);
  }

  @Test
  void rebuildAfterItsBackendWasKilledDropsItsCopyAndNothingElse() throws Exception {
    foreignCopy();
    long before = oid(CUSTOMER);

    killed(
        new MaintenanceAction.Rebuild(ORDERS, CUSTOMER),
        "SELECT count(*) FROM shop.orders",
        "REINDEX%");

    assertThat(oid(CUSTOMER)).as("it is another index").isNotEqualTo(before);
    assertThat(copies()).as("that of somebody else stays").containsExactly("orders_pkey_ccnew");
  }

  @Test
  void rebuildAfterItsProcessWasKilled() throws Exception {
    execute(other, "BEGIN; SELECT count(*) FROM shop.orders");
    MaintenanceAction rebuild = new MaintenanceAction.Rebuild(ORDERS, CUSTOMER);
    CompletableFuture<RunResult> run = begin(rebuild, 1);
    awaitActive("REINDEX%");

    sessions.cut();

    // The server itself ends the statement that nobody waits for any more.
    await().atMost(Duration.ofSeconds(10)).until(() -> number(ACTIVE, "REINDEX%") == 0);
    execute(other, "COMMIT");
    assertThat(copies()).containsExactly("orders_customer_ccnew");
    assertThat(run).failsWithin(Duration.ofSeconds(10));
    assertThat(begin(rebuild, 2).get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.DONE);
    assertThat(copies()).isEmpty();
  }

  @Test
  void anIndexThatWasRebuiltBeforeTheAnswerWasLostIsNotRebuiltAgain() throws Exception {
    MaintenanceAction rebuild = new MaintenanceAction.Rebuild(ORDERS, CUSTOMER);
    begin(rebuild, 1).get(20, TimeUnit.SECONDS);
    long after = oid(CUSTOMER);

    RunResult again = begin(rebuild, 2).get(20, TimeUnit.SECONDS);

    assertThat(again.outcome()).isEqualTo(Outcome.DONE);
    assertThat(oid(CUSTOMER)).isEqualTo(after);
  }

  @Test
  void dropOfALeftoverAfterItsBackendWasKilled() throws Exception {
    foreignCopy();

    killed(
        new MaintenanceAction.DropLeftover(ORDERS, name("orders_pkey_ccnew")),
        "SELECT count(*) FROM shop.orders",
        "DROP INDEX%");

    assertThat(copies()).isEmpty();
  }

  @Test
  void aCopyThatSomebodyBuildsIsLeftAlone() throws Exception {
    execute(other, "BEGIN; SELECT count(*) FROM shop.orders");
    TargetSessions somebody = sessions;
    CompletableFuture<Boolean> theirs =
        CompletableFuture.supplyAsync(
            () -> {
              try (Connection own = somebody.open("somebody")) {
                execute(own, "REINDEX INDEX CONCURRENTLY shop.orders_customer");
                return true;
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    awaitActive("REINDEX%");
    await().until(() -> copies().contains("orders_customer_ccnew"));

    RunResult drop =
        begin(new MaintenanceAction.DropLeftover(ORDERS, name("orders_customer_ccnew")), 1)
            .get(20, TimeUnit.SECONDS);
    RunResult rebuild =
        begin(new MaintenanceAction.Rebuild(ORDERS, CUSTOMER), 1).get(20, TimeUnit.SECONDS);

    assertThat(drop.outcome()).as(drop.detail()).isEqualTo(Outcome.STEPPED_BACK);
    assertThat(rebuild.outcome()).as(rebuild.detail()).isEqualTo(Outcome.STEPPED_BACK);
    execute(other, "COMMIT");
    assertThat(theirs.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTableThatABuildHasClaimedIsLeftAlone() throws Exception {
    TableClaim.tryTake(other, oid(ORDERS));

    RunResult run =
        begin(new MaintenanceAction.Analyze(ORDERS, List.of()), 1).get(20, TimeUnit.SECONDS);

    assertThat(run.outcome()).isEqualTo(Outcome.STEPPED_BACK);
    assertThat(run.detail()).contains("at work on the table");
  }

  @Test
  void aRunThatNobodyCanWatchIsCanceled() throws Exception {
    execute(other, "BEGIN; SELECT count(*) FROM shop.orders");
    CompletableFuture<RunResult> run = begin(new MaintenanceAction.Rebuild(ORDERS, CUSTOMER), 1);
    awaitActive("REINDEX%");

    number(
        """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE application_name ~ '^plimsoll-watch/maintenance/'
        """);

    await().atMost(Duration.ofSeconds(10)).until(() -> number(ACTIVE, "REINDEX%") == 0);
    execute(other, "COMMIT");
    RunResult result = run.get(20, TimeUnit.SECONDS);
    assertThat(result.outcome()).isEqualTo(Outcome.STEPPED_BACK);
    assertThat(result.detail()).contains("nobody could look");
    assertThat(copies()).as("its own copy").isEmpty();
  }

  @Test
  void aRunThatIsToldToStopDoes() throws Exception {
    execute(other, "BEGIN; SELECT count(*) FROM shop.orders");
    CompletableFuture<RunResult> run = begin(new MaintenanceAction.Rebuild(ORDERS, CUSTOMER), 1);
    awaitActive("REINDEX%");

    sessions.stop = "maintenance is stopped";

    RunResult result = run.get(20, TimeUnit.SECONDS);
    assertThat(result.outcome()).isEqualTo(Outcome.STEPPED_BACK);
    assertThat(result.detail()).isEqualTo("maintenance is stopped");
    execute(other, "COMMIT");
  }

  @Test
  void newPartitionAfterItsBackendWasKilled() throws Exception {
    QualifiedName march = name("metrics_p20260301");

    killed(
        new MaintenanceAction.CreatePartition(
            METRICS, march, "2026-03-01 00:00:00+00", "2026-04-01 00:00:00+00"),
        "LOCK TABLE shop.metrics IN SHARE UPDATE EXCLUSIVE MODE",
        "ALTER TABLE%ATTACH%");

    execute(connection, "INSERT INTO shop.metrics (at, v) VALUES ('2026-03-15', 1)");
    assertThat(number("SELECT count(*) FROM shop.metrics_p20260301")).isEqualTo(1);
    assertThat(number("SELECT count(*) FROM pg_index WHERE indrelid = ?::oid", oid(march)))
        .as("the parent's indexes, once each")
        .isEqualTo(2);
  }

  @Test
  void oldPartitionAfterItsBackendWasKilled() throws Exception {
    killed(
        new MaintenanceAction.DropPartition(METRICS, name("metrics_old"), "2026-02-01 00:00:00+00"),
        "SELECT count(*) FROM shop.metrics",
        "ALTER TABLE%DETACH%");

    assertThat(number("SELECT count(*) FROM pg_class WHERE relname = 'metrics_old'")).isZero();
    assertThat(number("SELECT count(*) FROM shop.metrics")).isZero();
  }

  @Test
  void aPartitionThatSomebodyHasDetachedIsKept() throws Exception {
    execute(connection, "ALTER TABLE shop.metrics DETACH PARTITION shop.metrics_old");

    RunResult run =
        begin(
                new MaintenanceAction.DropPartition(
                    METRICS, name("metrics_old"), "2026-02-01 00:00:00+00"),
                1)
            .get(20, TimeUnit.SECONDS);

    assertThat(run.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(number("SELECT count(*) FROM shop.metrics_old")).isEqualTo(1);
  }

  /// Holds the action up where its statement is at work, kills its backend there, and runs it
  /// again.
  private void killed(MaintenanceAction action, String holdUp, String statement) throws Exception {
    execute(other, "BEGIN; " + holdUp);
    CompletableFuture<RunResult> first = begin(action, 1);
    awaitActive(statement);
    number(
        """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE application_name ~ '^plimsoll/maintenance/'
        """);
    assertThat(first)
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class);
    execute(other, "COMMIT");

    RunResult second = begin(action, 2).get(20, TimeUnit.SECONDS);

    assertThat(second.outcome()).as(second.detail()).isEqualTo(Outcome.DONE);
    RunResult third = begin(action, 3).get(20, TimeUnit.SECONDS);
    assertThat(third.outcome())
        .as("once more: " + third.detail())
        .isIn(Outcome.DONE, Outcome.NOT_NEEDED);
  }

  private CompletableFuture<RunResult> begin(MaintenanceAction action, int attempt) {
    CompletableFuture<RunResult> end = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                end.complete(MaintenanceRun.of(sessions, LIMITS, action, MEMORY, 7, attempt));
              } catch (SQLException | RuntimeException e) {
                end.completeExceptionally(e);
              }
            });
    return end;
  }

  private static final String ACTIVE =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND state = 'active' AND wait_event_type = 'Lock'
        AND query LIKE ?
      """;

  private void awaitActive(String statement) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> number(ACTIVE, statement) > 0);
  }

  /// As somebody's REINDEX of another index of the table has left it.
  private void foreignCopy() throws SQLException {
    try {
      execute(
          connection,
          "CREATE UNIQUE INDEX CONCURRENTLY orders_pkey_ccnew ON shop.orders (customer)");
    } catch (SQLException expected) {
      assertThat(expected.getSQLState()).isEqualTo("23505");
    }
  }

  private List<String> copies() throws SQLException {
    return Sql.of(
            connection,
            """
            SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid
              AND indrelid = 'shop.orders'::regclass
            """)
        .list(row -> row.getString("name").replace("shop.", ""));
  }

  private long oid(QualifiedName relation) throws SQLException {
    return number("SELECT ?::regclass::oid::int8", relation.toString());
  }

  private long number(String sql, Object... parameters) throws SQLException {
    return Sql.of(connection, sql, parameters).one(row -> row.getLong(1));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
