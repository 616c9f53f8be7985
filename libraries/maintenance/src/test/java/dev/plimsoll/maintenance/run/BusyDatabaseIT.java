package dev.plimsoll.maintenance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.health.finding.FindingCode;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.HealthOptions.Thresholds;
import dev.plimsoll.maintenance.action.ActionKind;
import dev.plimsoll.maintenance.action.MaintenanceAction;
import dev.plimsoll.maintenance.check.MaintenanceCheck;
import dev.plimsoll.maintenance.decision.Approval;
import dev.plimsoll.maintenance.decision.MaintenancePolicy;
import dev.plimsoll.maintenance.decision.ProposedAction;
import dev.plimsoll.maintenance.run.RunResult.Outcome;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackExtension;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A bloated database with an application at work on it: it gets its size back, and nobody waits.
@ExtendWith(StackExtension.class)
final class BusyDatabaseIT {
  private static final long SEED = 17;
  private static final int SESSIONS = 8;
  private static final QualifiedName ORDERS = new QualifiedName("shop", "orders");
  private static final QualifiedName BY_V = new QualifiedName("shop", "orders_v");
  private static final Thresholds SMALL =
      Thresholds.DEFAULT.withLeastBytes(512 << 10).withHeld(Duration.ofMinutes(10));
  private static final MaintenancePolicy POLICY =
      MaintenancePolicy.DEFAULT.with(ActionKind.CREATE_PARTITION, Approval.AUTO);

  private TestDatabase database;
  private Connection connection;

  @BeforeEach
  void given(Stack stack) throws SQLException {
    database =
        stack.createDatabase("maintenance_busy", "maintenance_bloated", BusyDatabaseIT::bloat);
    connection = database.connect();
  }

  private static void bloat(TestDatabase template) {
    try (Connection connection = template.connect()) {
      bloat(connection);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  // Each round of updates moves every row, and with it an entry of each index.
  private static void bloat(Connection connection) throws SQLException {
    execute(
        connection,
        """
        CREATE SCHEMA shop;
        CREATE TABLE shop.orders (id int PRIMARY KEY, v int NOT NULL, note text NOT NULL)
          WITH (autovacuum_enabled = off);
        INSERT INTO shop.orders SELECT n, n, md5(n::text) FROM generate_series(1, %1$d) AS n;
        CREATE INDEX orders_v ON shop.orders (v);
        CREATE INDEX orders_note ON shop.orders (note);
        CREATE TABLE shop.metrics (at timestamptz NOT NULL, v int NOT NULL)
          PARTITION BY RANGE (at);
        CREATE TABLE shop.metrics_rest PARTITION OF shop.metrics DEFAULT;
        """
            .formatted(ShopSessions.ROWS));
    execute(
        connection,
        """
        DO $$ BEGIN EXECUTE format(
          'CREATE TABLE shop.metrics_now PARTITION OF shop.metrics FOR VALUES FROM (%L) TO (%L)',
          date_trunc('day', now()) - interval '6 days', date_trunc('day', now()) + interval '1 day');
        END $$
        """);
    execute(connection, "ANALYZE shop.orders");
    updateAll(connection, 3);
  }

  private static void updateAll(Connection connection, int rounds) throws SQLException {
    for (int round = 0; round < rounds; round++) {
      execute(
          connection,
          "UPDATE shop.orders SET v = v + %d, note = md5(note)".formatted(ShopSessions.ROWS));
    }
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void bringsSizesBackAndNoStatementWaitsForASecond() throws Exception {
    System.out.println("seed " + SEED);
    // A copied database has no counters: these rows are counted.
    updateAll(connection, 2);
    Map<String, Double> expected = new HashMap<>();
    try (ShopSessions shop = new ShopSessions(database, SESSIONS, SEED);
        LockObserver observer = new LockObserver(database)) {
      await().atMost(Duration.ofSeconds(20)).until(() -> shop.statements() > 2_000);
      long baseline = shop.longestMillis();

      // As cycles do it. Until a vacuum has counted its rows, a table may be as large as its
      // indexes seem to say, and a sample may leave that open.
      List<MaintenanceAction> done = new ArrayList<>();
      MaintenanceCheck found = check();
      for (int cycle = 0; cycle < 6 && expected.isEmpty(); cycle++) {
        done.addAll(maintain(found));
        found = check();
        found
            .report()
            .of(FindingCode.INDEX_BLOATED)
            .forEach(
                finding ->
                    expected.put(
                        finding.subject().text(),
                        finding.evidence().getOrDefault("expected_bytes", 0.0)));
        System.out.println("bloated " + expected + ", unknown " + found.report().withheld());
      }
      done.addAll(maintain(found));

      long longest = shop.longestMillis();
      assertThat(done)
          .extracting(MaintenanceAction::kind)
          .as("not known: %s", found.report().withheld())
          .contains(ActionKind.VACUUM, ActionKind.REINDEX, ActionKind.CREATE_PARTITION);
      assertThat(done).extracting(MaintenanceAction::subject).contains(BY_V);
      assertThat(observer.samples()).as("samples").isGreaterThan(20);
      assertThat(observer.longestMillis())
          .as("longest wait for a lock, of %d, in ms: %s", observer.waits(), observer.longest())
          .isLessThan(1_000);
      assertThat(longest - baseline)
          .as("longest statement %d ms, without maintenance %d ms", longest, baseline)
          .isLessThan(1_000);
      System.out.printf(
          "longest lock wait %d ms (%d waits), longest statement %d ms (before %d ms), %d statements%n",
          observer.longestMillis(), observer.waits(), longest, baseline, shop.statements());
    }

    assertThat(expected).containsKey("shop.orders.orders_v");
    expected.forEach(
        (index, bytes) ->
            assertThat((double) bytes(index.replace("shop.orders.", "shop.")))
                .as("%s, by formula %.0f", index, bytes)
                .isLessThanOrEqualTo(1.3 * bytes));
    assertThat(check().report().of(FindingCode.INDEX_BLOATED)).isEmpty();
    assertThat(number("SELECT pg_stat_get_dead_tuples('shop.orders'::regclass)"))
        .as("rows that died since the vacuum")
        .isLessThan(ShopSessions.ROWS / 4);
    assertThat(
            number("SELECT count(*) FROM pg_inherits WHERE inhparent = 'shop.metrics'::regclass"))
        .isEqualTo(3);
  }

  @Test
  void theApplicationsOwnChangeOfATableGoesFirst() throws Exception {
    TargetSessions sessions = new TargetSessions(database);
    try (Connection reader = ShopSessions.connect(database);
        Connection changer = ShopSessions.connect(database);
        LockObserver observer = new LockObserver(database)) {
      execute(reader, "BEGIN; SELECT count(*) FROM shop.orders");
      CompletableFuture<RunResult> run =
          begin(sessions, new MaintenanceAction.Rebuild(ORDERS, BY_V), 1);
      await().until(() -> number(WAITING) > 0);

      // It needs what the rebuild holds, and not what the reader does.
      execute(changer, "ALTER TABLE shop.orders SET (fillfactor = 90)");

      execute(reader, "COMMIT");
      RunResult first = run.get(20, TimeUnit.SECONDS);
      assertThat(first.outcome()).as(first.detail()).isEqualTo(Outcome.STEPPED_BACK);
      assertThat(first.detail()).contains("others have waited");
      assertThat(observer.waits()).as("the change did wait").isPositive();
      assertThat(observer.longestMillis()).as("ms that it waited").isLessThan(1_000);
    }
    RunResult second =
        begin(sessions, new MaintenanceAction.Rebuild(ORDERS, BY_V), 2).get(20, TimeUnit.SECONDS);
    assertThat(second.outcome()).as(second.detail()).isEqualTo(Outcome.DONE);
    assertThat(number("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
  }

  @Test
  void waitsForALongTransactionAndStepsBack() throws Exception {
    TargetSessions sessions = new TargetSessions(database);
    RunLimits patience = RunLimits.DEFAULT.withOwnWait(Duration.ofMillis(700));
    MaintenanceAction rebuild = new MaintenanceAction.Rebuild(ORDERS, BY_V);
    try (Connection holder = ShopSessions.connect(database)) {
      execute(holder, "BEGIN; SELECT count(*) FROM shop.orders");

      RunResult waited = MaintenanceRun.of(sessions, patience, rebuild, 64L << 20, 1, 1);
      RunResult refused =
          MaintenanceRun.of(
              sessions,
              patience.withOldestTransaction(Duration.ofMillis(1)),
              rebuild,
              64L << 20,
              1,
              2);
      RunResult vacuum =
          MaintenanceRun.of(
              sessions,
              patience.withOldestTransaction(Duration.ofMillis(1)),
              new MaintenanceAction.Vacuum(ORDERS, false),
              64L << 20,
              2,
              1);

      assertThat(waited.outcome()).as(waited.detail()).isEqualTo(Outcome.STEPPED_BACK);
      assertThat(waited.detail()).contains("it has waited", "shop");
      assertThat(refused.outcome()).isEqualTo(Outcome.STEPPED_BACK);
      assertThat(refused.detail()).contains("(shop) has had a transaction open");
      assertThat(vacuum.outcome()).isEqualTo(Outcome.STEPPED_BACK);
      execute(holder, "COMMIT");
    }
    RunResult after = MaintenanceRun.of(sessions, patience, rebuild, 64L << 20, 1, 3);
    assertThat(after.outcome()).as(after.detail()).isEqualTo(Outcome.DONE);
    assertThat(number("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
  }

  private static final String WAITING =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE wait_event_type = 'Lock' AND query LIKE 'REINDEX%' AND datname = current_database()
      """;

  private MaintenanceCheck check() {
    return MaintenanceCheck.of(
        connection,
        new MaintenanceCheck.Request(
            HealthOptions.DEFAULT.withThresholds(SMALL), POLICY, true, 100));
  }

  /// One action after the other, each until it is done.
  private List<MaintenanceAction> maintain(MaintenanceCheck found) {
    List<MaintenanceAction> done = new ArrayList<>();
    for (ProposedAction proposed : found.proposals().actions()) {
      TargetSessions own = new TargetSessions(database);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                RunResult result =
                    MaintenanceRun.of(
                        own,
                        RunLimits.DEFAULT,
                        proposed.action(),
                        proposed.needs().memoryBytes(),
                        done.size() + 1,
                        1);
                assertThat(result.outcome())
                    .as(proposed.action() + ": " + result.detail())
                    .isIn(Outcome.DONE, Outcome.STEPPED_BACK);
                return result.isDone();
              });
      done.add(proposed.action());
    }
    return done;
  }

  private static CompletableFuture<RunResult> begin(
      TargetSessions sessions, MaintenanceAction action, int attempt) {
    CompletableFuture<RunResult> end = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                end.complete(
                    MaintenanceRun.of(sessions, RunLimits.DEFAULT, action, 64L << 20, 9, attempt));
              } catch (SQLException | RuntimeException e) {
                end.completeExceptionally(e);
              }
            });
    return end;
  }

  private long bytes(String relation) {
    try {
      return number("SELECT pg_relation_size(?::regclass)", relation);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
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
