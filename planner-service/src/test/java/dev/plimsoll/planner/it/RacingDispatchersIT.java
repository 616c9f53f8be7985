package dev.plimsoll.planner.it;

import static dev.plimsoll.planner.it.PlannerClient.plan;
import static dev.plimsoll.planner.it.PlannerFixture.databaseWithTables;
import static dev.plimsoll.planner.it.PlannerFixture.register;
import static dev.plimsoll.planner.it.PlannerFixture.registration;
import static dev.plimsoll.planner.it.PlannerFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.plan.Capacity;
import dev.plimsoll.contracts.plan.Capacity.CapacityLimits;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.build.BuildProgress;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.dispatch.DispatchSnapshotReader;
import dev.plimsoll.planner.dispatch.Dispatcher;
import dev.plimsoll.planner.messaging.PlannerTopics;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;

/// Several dispatchers on one ledger, as several planners would have them.
@QuarkusTest
class RacingDispatchersIT {
  private static final int DISPATCHERS = 4;
  private static final int TABLES = 30;
  private static final long MIB = 1L << 20;

  // Whatever a snapshot sees must hold: what is in flight, the ledger, and the slots agree.
  private static final String VIOLATIONS =
      """
      SELECT count(*) FILTER (WHERE l.used_memory_bytes > l.memory_bytes
                                 OR l.used_milli_cores > l.milli_cores
                                 OR l.used_temporary_bytes > l.temporary_bytes
                                 OR l.used_parallel_workers > l.parallel_workers
                                 OR l.used_wal_bytes_per_second > l.wal_bytes_per_second
                                 OR l.used_disk_bytes > l.disk_bytes) AS beyond,
             count(*) FILTER (WHERE l.used_memory_bytes <> f.memory
                                 OR l.used_milli_cores <> f.cores
                                 OR l.used_parallel_workers <> f.workers
                                 OR l.used_temporary_bytes <> f.temporary
                                 OR l.used_wal_bytes_per_second <> f.wal) AS differing,
             max(f.builds) AS in_flight,
             (SELECT count(*) FROM planner.slots h WHERE h.build_id IS NOT NULL) AS slots,
             (SELECT count(*) FROM planner.builds
              WHERE state IN ('DISPATCHED', 'RUNNING')) AS all_in_flight
      FROM planner.load_lines l,
           LATERAL (SELECT coalesce(sum(memory_bytes), 0) AS memory,
                           coalesce(sum(milli_cores), 0) AS cores,
                           coalesce(sum(parallel_workers), 0) AS workers,
                           coalesce(sum(temporary_bytes), 0) AS temporary,
                           coalesce(sum(wal_bytes_per_second), 0) AS wal, count(*) AS builds
                    FROM planner.builds b
                    WHERE b.database = l.database AND b.state IN ('DISPATCHED', 'RUNNING')) f
      WHERE l.database = 'race'
      """;

  // What was written down of each claim and each end: sums that never passed a line, and that are
  // what was in use.
  private static final String HISTORY =
      """
      SELECT count(*) AS entries,
             count(*) FILTER (WHERE memory > l.memory_bytes OR cores > l.milli_cores
                                 OR workers > l.parallel_workers OR temporary > l.temporary_bytes
                                 OR wal > l.wal_bytes_per_second) AS beyond,
             count(*) FILTER (WHERE memory <> used_memory OR cores <> used_cores
                                 OR workers <> used_workers OR temporary <> used_temporary
                                 OR wal <> used_wal) AS differing,
             max(wal) AS most_wal, max(memory) AS most_memory, max(cores) AS most_cores
      FROM (SELECT h.database, h.used_memory_bytes AS used_memory,
                   h.used_milli_cores AS used_cores, h.used_parallel_workers AS used_workers,
                   h.used_temporary_bytes AS used_temporary,
                   h.used_wal_bytes_per_second AS used_wal,
                   sum(h.memory_bytes) OVER so_far AS memory,
                   sum(h.milli_cores) OVER so_far AS cores,
                   sum(h.parallel_workers) OVER so_far AS workers,
                   sum(h.temporary_bytes) OVER so_far AS temporary,
                   sum(h.wal_bytes_per_second) OVER so_far AS wal
            FROM planner.ledger_history h WHERE h.database = 'race'
            WINDOW so_far AS (ORDER BY h.id)) h
      JOIN planner.load_lines l ON l.database = h.database
      """;

  @Inject Databases databases;
  @Inject Session entities;
  @Inject DataSource dataSource;
  @Inject PlannerTopics topics;
  @Inject BuildProgress progress;

  @Test
  void neverTakeASlotTwiceNorPassTheLoadLine() throws Exception {
    // given more builds than the load line can hold at once, and a second build for each table
    TestDatabase database = databaseWithTables("plan_race", TABLES, 300);
    register(
        registration(
            "race",
            database,
            new Capacity(
                3, 32 * MIB, 2, 1_024 * MIB, 1_024 * MIB, new CapacityLimits(80_000, 0, 0, null)),
            List.of(
                rule("public.*", Kind.PRIMARY_KEY, "id"),
                rule("public.*", Kind.UNIQUE, "hashkey"))));
    UUID plan = plan("race").id();

    // when several dispatchers claim while builds end, some of them told twice
    AtomicBoolean stop = new AtomicBoolean();
    List<Callable<Void>> workers = new ArrayList<>();
    for (int i = 0; i < DISPATCHERS; i++) {
      Dispatcher dispatcher =
          new Dispatcher(
              dataSource,
              lane -> topics.name(lane.topic()),
              AdmissionGate.OPEN,
              databases::question,
              new DispatchSnapshotReader(1));
      workers.add(
          () -> {
            while (!stop.get()) {
              dispatcher.dispatch(
                  (names, each) -> {
                    for (String name : names) {
                      each.on(name);
                    }
                    return 0;
                  });
            }
            return null;
          });
    }
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    workers.add(
        () -> {
          Random random = new Random(seed);
          while (!stop.get()) {
            for (Flying flying : flying()) {
              if (random.nextInt(40) == 0) {
                BuildEvent end = random.nextInt(10) == 0 ? lost(flying) : done(flying);
                progress.apply(end);
                progress.apply(end);
              }
            }
          }
          return null;
        });
    List<long[]> seen = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(workers.size())) {
      List<Future<Void>> running = workers.stream().map(threads::submit).toList();
      await()
          .atMost(Duration.ofMinutes(5))
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                seen.add(violations());
                return ended(plan) == 2 * TABLES || running.stream().anyMatch(Future::isDone);
              });
      stop.set(true);
      for (Future<Void> worker : running) {
        worker.get();
      }
    }

    // then no moment saw anything beyond a line or a slot with two builds
    assertThat(seen)
        .allSatisfy(
            moment -> {
              assertThat(moment[0]).as("beyond the load line").isZero();
              assertThat(moment[1]).as("ledger differs from what is in flight").isZero();
              assertThat(moment[2]).as("in flight").isLessThanOrEqualTo(3);
              assertThat(moment[3]).as("slots taken").isEqualTo(moment[4]);
            });
    assertThat(ended(plan)).isEqualTo(2 * TABLES);
    System.out.printf(
        "%d moments looked at, at most %d builds in flight%n",
        seen.size(), seen.stream().mapToLong(moment -> moment[2]).max().orElse(0));
    assertThat(violations()[2]).isZero();
    assertHistory();
  }

  private void assertHistory() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(HISTORY)) {
      row.next();
      assertThat(row.getLong("entries")).isGreaterThanOrEqualTo(4 * TABLES);
      assertThat(row.getLong("beyond")).as("sums in flight beyond a line").isZero();
      assertThat(row.getLong("differing")).as("sums other than what was in use").isZero();
      assertThat(row.getLong("most_wal")).isPositive();
      System.out.printf(
          "%d entries, at most %d bytes of memory, %d millicores, %d bytes of WAL a second%n",
          row.getLong("entries"),
          row.getLong("most_memory"),
          row.getLong("most_cores"),
          row.getLong("most_wal"));
    }
  }

  private record Flying(UUID id, int attempt) {}

  private static BuildEvent done(Flying flying) {
    return new BuildEvent.Succeeded(
        flying.id(),
        flying.attempt(),
        1,
        Instant.now(),
        8_192,
        new BuildEvent.Timing(Duration.ofMillis(1), Duration.ofMillis(1), null),
        new BuildEvent.Usage(0, -1L),
        List.of());
  }

  private static BuildEvent lost(Flying flying) {
    return new BuildEvent.Failed(
        flying.id(),
        flying.attempt(),
        1,
        Instant.now(),
        new BuildEvent.Failure(ErrorCode.BUILD_LOST, "made up by the test", null, true, List.of()),
        List.of(),
        -1L);
  }

  private List<Flying> flying() throws SQLException {
    List<Flying> flying = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT id, attempt FROM builds WHERE database = 'race'"
                    + " AND state IN ('DISPATCHED', 'RUNNING')")) {
      while (row.next()) {
        flying.add(new Flying(row.getObject(1, UUID.class), row.getInt(2)));
      }
    }
    return flying;
  }

  private int ended(UUID plan) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM builds WHERE state = 'SUCCEEDED' AND plan_id = '"
                    + plan
                    + "'")) {
      row.next();
      return row.getInt(1);
    }
  }

  private long[] violations() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(VIOLATIONS)) {
      row.next();
      return new long[] {
        row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)
      };
    }
  }

  /// What it costs is estimated far too high: the server's default would compile it each time.
  @Test
  void sessionsOfThePoolCompileNothing() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement read = connection.createStatement();
        ResultSet row =
            read.executeQuery("SELECT setting, source FROM pg_settings WHERE name = 'jit'")) {
      row.next();
      assertThat(row.getString("setting")).isEqualTo("off");
      assertThat(row.getString("source")).isEqualTo("session");
    }
  }

  /// What it has locked is somebody else's then.
  @Test
  void aSessionOfThePoolThatFreezesInATransactionIsEnded() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      assertThat(idleLimit(connection)).isEqualTo("30s");
    }
  }

  private static String idleLimit(Connection connection) throws SQLException {
    try (Statement read = connection.createStatement();
        ResultSet row = read.executeQuery("SHOW idle_in_transaction_session_timeout")) {
      row.next();
      return row.getString(1);
    }
  }

  /// It is idle here for as long as it looks there.
  @Test
  void oneThatLooksAtADatabaseMeanwhileIsNotTakenForFrozen() throws SQLException {
    register(
        registration(
            "looks", databaseWithTables("looks", 1, 1), PlannerFixture.capacity(), List.of()));

    String limit =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  databases.lockedWhileRead("looks");
                  return entities.doReturningWork(RacingDispatchersIT::idleLimit);
                });

    assertThat(limit).isEqualTo("5min");
  }
}
