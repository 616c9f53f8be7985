package dev.plimsoll.sync.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractRequest.IncrementRequest;
import dev.plimsoll.contracts.sync.ScheduleRequest;
import dev.plimsoll.contracts.sync.ScheduleView.RunState;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import dev.plimsoll.sync.Bucket;
import dev.plimsoll.sync.BusyBackground;
import dev.plimsoll.sync.FakeLog;
import dev.plimsoll.sync.SyncApi;
import dev.plimsoll.sync.TestTables;
import dev.plimsoll.testkit.ExtractRequests;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestDatabase;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Extracts are forgotten when nobody needs them any more: all of one or nothing, whoever is
/// killed, and never their objects.
@QuarkusTest
@TestProfile(BusyBackground.class)
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "sync"))
public final class PruneIT {
  private static final String DEFINITION =
      """
      {"only": false, "columns": [], "primaryKey": [], "readingKey": ["id"],
       "strategy": {"kind": "keyset", "workers": 0}, "why": "", "increment": null}
      """;

  private static TestDatabase source;

  private final List<UUID> made = new ArrayList<>();

  @Inject DataSource service;
  @Inject Pruner pruner;

  /// The timer is too late for any test: each asks for its steps.
  @BeforeAll
  static void tables() throws SQLException {
    FakeLog.get();
    source = Stack.get().createDatabase("prune_source");
    TestTables.execute(
        source,
        "CREATE TABLE growing (id int PRIMARY KEY)",
        "INSERT INTO growing SELECT generate_series(1, 100)",
        "CREATE TABLE other (id int PRIMARY KEY)");
  }

  @BeforeEach
  void register() {
    SyncApi.register("prune-source", source);
  }

  @AfterEach
  void leaveNothing() throws SQLException {
    execute(
        "DELETE FROM watermark WHERE column_name = 'of a test'",
        "DELETE FROM table_analysis WHERE source = 'prune-source'",
        "DELETE FROM extract WHERE loads IN (SELECT id FROM extract WHERE source = 'prune-source')",
        "UPDATE extract SET schedule = NULL WHERE schedule IS NOT NULL");
    try (Connection connection = service.getConnection()) {
      PruneStore.remove(connection, made);
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = service.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private long count(String sql) throws SQLException {
    try (Connection connection = service.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private int stepsToTheEnd() {
    int removed = 0;
    for (int step = pruner.step(); step > 0; step = pruner.step()) {
      removed += step;
    }
    return removed;
  }

  @Test
  void theNewestStayAndOfTheOthersTheObjectsDo() throws SQLException {
    // given
    ScheduleApi.create(increments("pruned", "growing"));
    for (int run = 1; run <= 4; run++) {
      if (run > 1) {
        ScheduleApi.act("pruned", "runs").then().statusCode(202);
      }
      assertThat(ScheduleApi.awaitEnd("pruned", run).state()).isEqualTo(RunState.DONE);
    }
    List<RunView> runs = ScheduleApi.runs("pruned");
    UUID first = runs.getLast().extractId();
    Set<String> objects = Set.copyOf(Bucket.keys(first));
    assertThat(objects).isNotEmpty();

    // when
    int ofToday = stepsToTheEnd();
    age("schedule = 'pruned'");
    int aged = stepsToTheEnd();

    // then
    assertThat(ofToday).isZero();
    assertThat(aged).isEqualTo(2);
    assertThat(ScheduleApi.runs("pruned")).extracting(RunView::number).containsExactly(4L, 3L);
    SyncApi.request().get("/api/v1/extracts/" + first).then().statusCode(404);
    assertThat(Set.copyOf(Bucket.keys(first))).isEqualTo(objects);

    // and the next one goes on where the last one was
    ScheduleApi.act("pruned", "runs").then().statusCode(202);
    RunView next = ScheduleApi.awaitEnd("pruned", 5);
    assertThat(next.state()).isEqualTo(RunState.DONE);
    assertThat(next.counters()).isNotNull();
    assertThat(next.counters().rowsExtracted()).isZero();
  }

  // Whose extracts are of no use to the history of analyses.
  private static ScheduleRequest increments(String name, String table) {
    return new ScheduleRequest(
        name,
        Duration.ofDays(30),
        ExtractRequests.incremental(
            "prune-source",
            List.of("public." + table),
            null,
            // Nobody at work elsewhere is waited for.
            new IncrementRequest(null, "id", "1", null, null)),
        null,
        null,
        null,
        null);
  }

  /// As if some days had passed, and a sweep.
  private void age(String which) throws SQLException {
    execute(
        """
        UPDATE extract_table SET ended_at = ended_at - interval '3 days'
        WHERE extract_id IN (SELECT id FROM extract WHERE %s)
        """
            .formatted(which),
        """
        UPDATE extract SET started_at = started_at - interval '3 days', swept_at = now() WHERE %s
        """
            .formatted(which));
  }

  @Test
  void runsThatCouldNotBeStartedGoToo() throws SQLException {
    // given
    ScheduleApi.create(increments("unstarted", "other"));
    ScheduleApi.awaitEnd("unstarted", 1);
    for (int number = 2; number <= 6; number++) {
      execute(
          """
          INSERT INTO schedule_run (id, schedule, number, state, due_at, asked, ended_at, error_code)
          VALUES (gen_random_uuid(), 'unstarted', %d, 'FAILED', now(), false,
                  now() - interval '3 days', 'table-not-found')
          """
              .formatted(number));
    }

    // when / then
    assertThat(stepsToTheEnd()).isEqualTo(3);
    assertThat(ScheduleApi.runs("unstarted"))
        .extracting(RunView::number)
        .containsExactly(6L, 5L, 1L);
  }

  /// An extract of a schedule that is gone, with something in all tables that may refer to it.
  private UUID old(String schedule, int daysAgo, int objects) throws SQLException {
    UUID id = UUID.randomUUID();
    UUID table = UUID.randomUUID();
    UUID split = UUID.randomUUID();
    made.add(id);
    execute(
        """
        INSERT INTO extract (id, source, request, schedule, started_at, swept_at)
        VALUES ('%s', 'prune-source', '{"source": "prune-source", "tables": ["public.growing"]}', '%s',
                now() - interval '%d days', now())
        """
            .formatted(id, schedule, daysAgo),
        """
        INSERT INTO extract_table
          (id, extract_id, ordinal, schema_name, table_name, state, strategy, log_topic, definition,
           splits, splits_done, objects, ended_at)
        VALUES ('%s', '%s', 0, 'public', 'growing', 'EXTRACTED', 'keyset', '%s', '%s',
                1, 1, %d, now() - interval '%d days')
        """
            .formatted(table, id, table, DEFINITION, objects, daysAgo),
        "INSERT INTO split (id, table_id, number, log_partition, done) VALUES ('%s', '%s', 0, 0, true)"
            .formatted(split, table),
        """
        INSERT INTO batch (split_id, sequence, table_id, log_partition, object_key, bytes, record_count)
        VALUES ('%s', 0, '%s', 0, 'k', 1, 1)
        """
            .formatted(split, table),
        "INSERT INTO generation (table_id, number) VALUES ('%s', 1)".formatted(table),
        """
        INSERT INTO block_range (table_id, generation, number, first_page, split_id)
        VALUES ('%s', 1, 0, 0, '%s')
        """
            .formatted(table, split),
        """
        INSERT INTO iceberg_commit
          (table_id, catalog, namespace, table_name, may_create, write_mode, state, begun_at,
           base_table, committed_at)
        VALUES ('%s', 'c', 'n', 't', true, 'APPEND', 'COMMITTED', now(), 'u', now())
        """
            .formatted(table),
        """
        INSERT INTO lineage_run (table_id, job, run_number, event)
        VALUES ('%s', 'EXTRACT', 1, 'COMPLETE')
        """
            .formatted(table),
        "INSERT INTO receipt (extract_id, state) VALUES ('%s', 'DONE')".formatted(id),
        """
        INSERT INTO table_receipt
          (table_id, source_rows, file_rows, log_rows, target_rows, source_digest, file_digest,
           target_digest, files, digest_sql)
        VALUES ('%s', 1, 1, 1, 1, '', '', '', 1, '')
        """
            .formatted(table));
    return id;
  }

  private void two(String schedule) throws SQLException {
    old(schedule, 3, 1);
    old(schedule, 3, 1);
  }

  private long rowsOf(UUID extract) throws SQLException {
    return count(
        """
        SELECT (SELECT count(*) FROM extract WHERE id = '%1$s')
             + (SELECT count(*) FROM receipt WHERE extract_id = '%1$s')
             + (SELECT count(*) FROM extract_table t
                LEFT JOIN split USING (id) WHERE t.extract_id = '%1$s')
             + (SELECT count(*) FROM batch b JOIN extract_table t ON t.id = b.table_id
                WHERE t.extract_id = '%1$s')
        """
            .formatted(extract));
  }

  @Test
  void whatNobodyNeedsIsGoneWithAllThatIsNotedOfIt() throws SQLException {
    // given
    UUID extract = old("gone", 5, 1);
    two("gone");

    // when / then
    assertThat(rowsOf(extract)).isEqualTo(4);
    assertThat(stepsToTheEnd()).isEqualTo(1);
    assertThat(rowsOf(extract)).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "young | UPDATE extract_table SET ended_at = now() WHERE extract_id = %s",
        "unswept | UPDATE extract SET swept_at = NULL WHERE id = %s",
        "running | UPDATE extract_table SET state = 'EXTRACTING', ended_at = NULL WHERE extract_id = %s",
        "retryable | UPDATE extract_table SET state = 'FAILED' WHERE extract_id = %s",
        "undefined | UPDATE extract_table SET state = 'FAILED', definition = NULL WHERE extract_id = %s",
        "deletes | UPDATE extract_table SET deletes_open = true, splits_done = 0 WHERE extract_id = %s",
        "receipt | UPDATE receipt SET state = 'RUNNING' WHERE extract_id = %s",
        "loaded | INSERT INTO extract (id, source, request, loads)"
            + " SELECT gen_random_uuid(), source, request, id FROM extract WHERE id = %s",
        "lake-waits | UPDATE iceberg_commit SET state = 'WAITING', committed_at = NULL"
            + " WHERE table_id = (SELECT id FROM extract_table WHERE extract_id = %s)",
        "lake-failed | UPDATE iceberg_commit SET state = 'FAILED', committed_at = NULL"
            + " WHERE table_id = (SELECT id FROM extract_table WHERE extract_id = %s)",
        "watermark | INSERT INTO watermark"
            + " (source, target, schema_name, table_name, mode, column_name, holder)"
            + " SELECT 'prune-source', '', 'public', 'growing', 'column', 'of a test', id"
            + " FROM extract_table WHERE extract_id = %s",
        "analysis | INSERT INTO table_analysis (table_id, source, schema_name, table_name, strategy,"
            + " remembered, look_millis, foretold_rows, foretold_bytes, foretold_queries,"
            + " foretold_files, foretold_seconds, basis)"
            + " SELECT id, 'prune-source', 'public', 'growing', 'keyset', false, 0, 0, 0, 0, 0, 0, ''"
            + " FROM extract_table WHERE extract_id = %s"
      })
  void whatIsStillNeededStays(String schedule, String need) throws SQLException {
    // given
    UUID extract = old(schedule, 5, 1);
    two(schedule);

    // when
    execute(need.formatted("'" + extract + "'"));

    // then
    assertThat(stepsToTheEnd()).isZero();
    assertThat(rowsOf(extract)).isEqualTo(4);
  }

  private UUID ofNoSchedule(int daysAgo) throws SQLException {
    UUID extract = old("none", daysAgo, 1);
    execute("UPDATE extract SET schedule = NULL WHERE id = '%s'".formatted(extract));
    return extract;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loaded well | SELECT 1",
        "failed | UPDATE extract_table SET state = 'FAILED' WHERE extract_id = %s",
        "failed, and nothing was committed | WITH f AS (UPDATE extract_table SET state = 'FAILED'"
            + " WHERE extract_id = %s RETURNING id) UPDATE iceberg_commit SET state = 'WAITING',"
            + " committed_at = NULL WHERE table_id = (SELECT id FROM f)",
        "not planned | UPDATE extract_table SET state = 'FAILED', definition = NULL WHERE extract_id = %s"
      })
  void whatNoScheduleHasBegunGoesAfterALongerTime(String how, String was) throws SQLException {
    // given one that ended eleven days ago, and one that ended nine days ago
    UUID old = ofNoSchedule(11);
    UUID young = ofNoSchedule(9);
    for (UUID extract : List.of(old, young)) {
      execute(was.formatted("'" + extract + "'"));
    }

    // when / then
    assertThat(stepsToTheEnd()).as(how).isEqualTo(1);
    assertThat(rowsOf(old)).isZero();
    assertThat(rowsOf(young)).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "running | UPDATE extract_table SET state = 'LOADING', ended_at = NULL WHERE extract_id = %s",
        "half loaded | UPDATE extract_table SET state = 'FAILED', target_prepared = true"
            + " WHERE extract_id = %s",
        "failing to commit | UPDATE iceberg_commit SET state = 'FAILED', committed_at = NULL"
            + " WHERE table_id = (SELECT id FROM extract_table WHERE extract_id = %s)",
        "loaded elsewhere | INSERT INTO extract (id, source, request, loads)"
            + " SELECT gen_random_uuid(), source, request, id FROM extract WHERE id = %s",
        "watermark | INSERT INTO watermark"
            + " (source, target, schema_name, table_name, mode, column_name, holder)"
            + " SELECT 'prune-source', '', 'public', 'growing', 'column', 'of a test', id"
            + " FROM extract_table WHERE extract_id = %s"
      })
  void whatNoScheduleHasBegunStaysWhereItIsNeeded(String why, String need) throws SQLException {
    // given
    UUID extract = ofNoSchedule(11);

    // when
    execute(need.formatted("'" + extract + "'"));

    // then
    assertThat(stepsToTheEnd()).as(why).isZero();
    assertThat(rowsOf(extract)).isEqualTo(4);
  }

  @Test
  void anIncrementInWhosePlaceALaterOneHasBegunIsNotRetried() throws SQLException {
    // given
    UUID extract = old("superseded", 5, 1);
    two("superseded");
    execute(
        """
        UPDATE extract_table
        SET state = 'FAILED',
            definition = jsonb_set(definition, '{increment}',
              '{"mode": "COLUMN", "column": "id", "addedColumns": []}')
        WHERE extract_id = '%s'
        """
            .formatted(extract));

    // when / then
    assertThat(stepsToTheEnd()).isEqualTo(1);
    assertThat(rowsOf(extract)).isZero();
  }

  @Test
  void killedInTheMiddleAllOfItIsThere() throws Exception {
    // given
    UUID extract = old("killed", 5, 1);
    two("killed");
    try (Connection holder = service.getConnection();
        Statement hold = holder.createStatement()) {
      holder.setAutoCommit(false);
      hold.execute("SELECT FROM receipt WHERE extract_id = '" + extract + "' FOR UPDATE");
      CompletableFuture<Integer> step =
          CompletableFuture.supplyAsync(pruner::step, task -> Thread.ofVirtual().start(task));

      // when
      String waiting =
          " FROM pg_stat_activity WHERE datname = current_database()"
              + " AND wait_event_type = 'Lock' AND query LIKE 'DELETE FROM receipt%'";
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> count("SELECT count(*)" + waiting) == 1);
      execute("SELECT pg_terminate_backend(pid)" + waiting);

      // then
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(step::get)
          .withCauseInstanceOf(PlimsollException.class);
      assertThat(rowsOf(extract)).isEqualTo(4);
      holder.rollback();
    }
    assertThat(stepsToTheEnd()).isEqualTo(1);
    assertThat(rowsOf(extract)).isZero();
  }

  @Test
  void ofManyProcessesOneDoesIt() throws SQLException {
    // given
    old("turns", 5, 1);
    two("turns");
    try (Connection other = service.getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT pg_advisory_xact_lock(hashtextextended('plimsoll.sync.prune', 0))");

      // when / then
      assertThat(pruner.step()).isZero();
      other.rollback();
    }
    assertThat(pruner.step()).isEqualTo(1);
  }

  @Test
  void aStepIsNotLongerThanItsRows() throws SQLException {
    // given
    old("large", 7, 9_000);
    old("large", 6, 9_000);
    old("large", 5, 1);
    two("large");

    // when / then
    assertThat(pruner.step()).isEqualTo(2);
    assertThat(pruner.step()).isEqualTo(1);
    assertThat(pruner.step()).isZero();
  }

  // Whoever notes more of an extract has to say whether that keeps it, or goes with it.
  @Test
  void everythingThatRefersToAnExtractIsKnown() throws SQLException {
    Set<String> referring = new TreeSet<>();
    try (Connection connection = service.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT DISTINCT r.relname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
                WHERE c.contype = 'f' AND c.confrelid IN ('extract'::regclass,
                  'extract_table'::regclass, 'split'::regclass, 'generation'::regclass)
                """)) {
      while (row.next()) {
        referring.add(row.getString(1));
      }
    }
    assertThat(referring)
        .containsExactlyInAnyOrder(
            "batch",
            "block_range",
            "extract",
            "extract_table",
            "generation",
            "iceberg_commit",
            "lineage_run",
            "receipt",
            "redshift_load",
            "schedule_run",
            "split",
            "table_analysis",
            "table_receipt",
            "table_receipt_failure",
            "watermark");
  }
}
