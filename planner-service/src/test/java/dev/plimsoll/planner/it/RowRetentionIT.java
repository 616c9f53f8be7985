package dev.plimsoll.planner.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.planner.retention.RowRetention;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What grows with every load and plan has an end.
@QuarkusTest
class RowRetentionIT {
  @Inject DataSource dataSource;
  @Inject RowRetention retention;

  @BeforeAll
  static void otherServices() {
    PlannerFixture.createOtherServicesTopics();
  }

  @Test
  void whatIsOldIsForgottenAndNothingElse() throws SQLException {
    // given two of each: one of a hundred days ago, one of yesterday
    sql(
        """
        INSERT INTO databases (name, host, port, database_name, user_name, ssl_mode, credential,
                               build_on_load, lane_large, lane_medium, registered_at,
                               removed_at)
        VALUES ('forgets', 'h', 1, 'd', 'u', 'prefer', 'pgpass', false, 0.5, 0.1, now(), now());
        INSERT INTO table_flows (extract_id, table_schema, table_name, log_offset, updated_at)
        SELECT ('0000000' || n || '-0000-0000-0000-000000000000')::uuid, 'forgets', 't.u', 1,
               now() - d * interval '1 day'
        FROM (VALUES (1, 100), (2, 1)) AS v (n, d);
        INSERT INTO log_partitions
          (topic, partition_number, extract_prefix, table_text, next_offset, batches)
        SELECT 's.forgets.t.u.0000000' || n, p, '0000000' || n, 'forgets.t.u', 1, 1
        FROM generate_series(1, 2) n, generate_series(0, 2) p;
        INSERT INTO loads (extract_id, table_schema, table_name, database, source_key, rows_loaded,
                           not_before, done)
        SELECT gen_random_uuid(), 'forgets', name, 'forgets', '{}', 1,
               now() - d * interval '1 day', done
        FROM (VALUES ('old', 100, true), ('old, without a plan', 100, false), ('new', 1, true))
          AS v (name, d, done);
        INSERT INTO plans (id, database, created_at, hash, state, document)
        SELECT gen_random_uuid(), 'forgets', now() - d * interval '1 day', name, state, '{}'
        FROM (VALUES ('old', 100, 'SUPERSEDED'), ('old and applied', 100, 'DONE'),
                     ('new', 1, 'SUPERSEDED')) AS v (name, d, state);
        INSERT INTO ledger_history
          (at, database, build_id, attempt, what, milli_cores, memory_bytes, parallel_workers,
           temporary_bytes, disk_bytes, wal_bytes_per_second, used_milli_cores, used_memory_bytes,
           used_parallel_workers, used_temporary_bytes, used_disk_bytes, used_wal_bytes_per_second)
        SELECT now() - d * interval '1 day', 'forgets', gen_random_uuid(), d, 'CLAIM',
               0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
        FROM (VALUES (100), (1)) AS v (d);
        """);

    // when
    retention.now();

    // then
    assertThat(texts("SELECT extract_id::text FROM table_flows WHERE table_schema = 'forgets'"))
        .singleElement()
        .asString()
        .startsWith("00000002");
    assertThat(texts("SELECT topic FROM log_partitions WHERE table_text = 'forgets.t.u'"))
        .hasSize(3)
        .allMatch(topic -> topic.endsWith("2"));
    assertThat(texts("SELECT table_name FROM loads WHERE database = 'forgets'"))
        .containsExactlyInAnyOrder("old, without a plan", "new");
    assertThat(texts("SELECT hash FROM plans WHERE database = 'forgets'"))
        .containsExactlyInAnyOrder("old and applied", "new");
    assertThat(texts("SELECT attempt::text FROM ledger_history WHERE database = 'forgets'"))
        .containsExactly("1");

    // and nobody else meets what was made up
    sql("DELETE FROM ledger_history WHERE database = 'forgets'");
    sql("DELETE FROM databases WHERE name = 'forgets'");
    sql("DELETE FROM table_flows WHERE table_schema = 'forgets'");
    sql("DELETE FROM log_partitions WHERE table_text = 'forgets.t.u'");
  }

  @Test
  void analysesAndWhatCameOfThemThatNobodyFollowsAreForgotten() throws SQLException {
    // given more analyses than are kept, an old one that left something behind, and one that runs
    sql(
        """
        INSERT INTO databases (name, host, port, database_name, user_name, ssl_mode, credential,
                               build_on_load, lane_large, lane_medium, registered_at)
        VALUES ('advises', 'h', 1, 'd', 'u', 'prefer', 'pgpass', false, 0.5, 0.1, now());
        INSERT INTO analyses (id, database, asked_at, request, state, phase, ended_at)
        SELECT gen_random_uuid(), 'advises', now() - n * interval '1 minute', '{}', 'DONE',
               'number ' || n, now()
        FROM generate_series(1, 60) n;
        INSERT INTO analyses (id, database, asked_at, request, state, phase, scratch, leased_until)
        VALUES (gen_random_uuid(), 'advises', now() - interval '100 days', '{}', 'FAILED', 'left',
                '{s}', NULL),
               (gen_random_uuid(), 'advises', now() - interval '100 days', '{}', 'RUNNING', 'runs',
                '{}', 'infinity');
        INSERT INTO recommendations (id, database, identity, table_schema, table_name, source, state,
                                     priority, saved_share, seen_at, analysis, document, look_at)
        SELECT gen_random_uuid(), 'advises', name, 's', 't', 'WORKLOAD', state, 1, 0.5,
               now() - d * interval '1 day', gen_random_uuid(), '{}', look
        FROM (VALUES ('old', 'OPEN', 100, NULL), ('new', 'OPEN', 1, NULL),
                     ('judged', 'PAID', 100, NULL), ('without a verdict', 'BUILT', 100, NULL),
                     ('followed', 'BUILT', 100, timestamptz 'infinity')) AS v (name, state, d, look);
        INSERT INTO findings (id, database, identity, state, priority, gain_bytes, seen_at, analysis,
                              document)
        SELECT gen_random_uuid(), 'advises', name, state, 1, 0, now() - d * interval '1 day',
               gen_random_uuid(), '{}'
        FROM (VALUES ('old', 'OPEN', 100), ('dismissed and never seen again', 'DISMISSED', 100),
                     ('dismissed', 'DISMISSED', 1), ('gone', 'GONE', 1)) AS v (name, state, d)
        """);

    // when
    retention.now();

    // then
    assertThat(texts("SELECT phase FROM analyses WHERE database = 'advises'"))
        .hasSize(52)
        .contains("left", "runs", "number 1", "number 50")
        .doesNotContain("number 51");
    assertThat(texts("SELECT identity FROM recommendations WHERE database = 'advises'"))
        .containsExactlyInAnyOrder("new", "followed");
    assertThat(texts("SELECT identity FROM findings WHERE database = 'advises'"))
        .containsExactlyInAnyOrder("dismissed", "gone");
    sql("DELETE FROM databases WHERE name = 'advises'");
  }

  @Test
  void appliedPlansGoWithTheirBuildsWhereNothingRefersToThem() throws SQLException {
    do {
      clearPlantedBuilds();
      plantBuilds();

      // when
      retention.now();
      // The planner itself takes a slot from a build that has ended, now and then: then it was
      // first.
    } while (!texts("SELECT lane FROM slots WHERE lane = 'of a test' AND build_id IS NULL")
        .isEmpty());

    // then
    assertThat(texts("SELECT hash FROM plans WHERE database LIKE 'builds-%'"))
        .containsExactlyInAnyOrder(
            "new",
            "ended lately",
            "index there",
            "runs",
            "in flight",
            "has a slot",
            "waited for",
            "waits",
            "draft");
    assertThat(
            texts(
                """
                SELECT b.table_name FROM builds b WHERE b.database LIKE 'builds-%'
                  AND b.table_name SIMILAR TO 'old%'
                """))
        .isEmpty();
  }

  /// Plans whose builds ended so many days ago, each with another reason to stay, or none.
  private void plantBuilds() throws SQLException {
    sql(
        """
        INSERT INTO databases (name, host, port, database_name, user_name, ssl_mode, credential,
                               build_on_load, lane_large, lane_medium, registered_at, removed_at)
        VALUES ('builds-old', 'h', 1, 'd', 'u', 'prefer', 'pgpass', false, 0.5, 0.1, now(), NULL),
               ('builds-gone', 'h', 1, 'd', 'u', 'prefer', 'pgpass', false, 0.5, 0.1, now(), now());
        INSERT INTO plans (id, database, created_at, hash, state, document)
        SELECT md5('plan ' || name)::uuid, database, now() - d * interval '1 day', name, state, '{}'
        FROM (VALUES
          ('old', 400, 'DONE', 'builds-old'), ('old and failed', 400, 'FAILED', 'builds-old'),
          ('old, its database gone', 400, 'DONE', 'builds-gone'), ('no builds', 400, 'DONE', 'builds-old'),
          ('new', 300, 'DONE', 'builds-old'), ('ended lately', 400, 'DONE', 'builds-old'),
          ('index there', 400, 'DONE', 'builds-old'), ('runs', 400, 'RUNNING', 'builds-old'),
          ('in flight', 400, 'FAILED', 'builds-old'), ('has a slot', 400, 'DONE', 'builds-old'),
          ('waited for', 400, 'DONE', 'builds-old'), ('waits', 400, 'RUNNING', 'builds-old'),
          ('draft', 400, 'DRAFT', 'builds-old')) AS v (name, d, state, database);
        INSERT INTO builds
          (id, plan_id, database, table_schema, table_name, lane, milli_cores, memory_bytes,
           parallel_workers, temporary_bytes, disk_bytes, predicted_millis, planned, created_at,
           state, attempt, attempts_allowed, sequence, not_before, phase, fraction, ended_at,
           kept_bytes)
        SELECT md5('build ' || name || n)::uuid, md5('plan ' || name)::uuid, database, 's', name || n,
               'small', 0, 0, 0, 0, 0, 0, '{}', now() - interval '400 days', state, 1, 5, 0, now(),
               '', 1, now() - d * interval '1 day', kept
        FROM (VALUES
          ('old', 0, 'builds-old', 'SUCCEEDED', 400, 0), ('old', 1, 'builds-old', 'CANCELLED', 400, 0),
          ('old and failed', 0, 'builds-old', 'FAILED', 400, 0),
          ('old, its database gone', 0, 'builds-gone', 'SUCCEEDED', 400, 8192),
          ('new', 0, 'builds-old', 'SUCCEEDED', 300, 0),
          ('ended lately', 0, 'builds-old', 'SUCCEEDED', 400, 0),
          ('ended lately', 1, 'builds-old', 'SUCCEEDED', 1, 0),
          ('index there', 0, 'builds-old', 'SUCCEEDED', 400, 8192),
          ('runs', 0, 'builds-old', 'PLANNED', NULL, 0),
          ('in flight', 0, 'builds-old', 'RUNNING', NULL, 0),
          ('in flight', 1, 'builds-old', 'FAILED', 400, 0),
          ('has a slot', 0, 'builds-old', 'SUCCEEDED', 400, 0),
          ('waited for', 0, 'builds-old', 'SUCCEEDED', 400, 0),
          ('waits', 0, 'builds-old', 'PLANNED', NULL, 0)) AS v (name, n, database, state, d, kept);
        UPDATE builds SET blocked_by = ARRAY[md5('build waited for0')::uuid]
        WHERE id = md5('build waits0')::uuid;
        UPDATE builds SET paused_by = 'a test'
        WHERE database = 'builds-old' AND state = 'PLANNED';
        INSERT INTO slots (lane, slot, build_id)
        VALUES ('of a test', 0, md5('build has a slot0')::uuid);
        """);
  }

  /// Nobody else is to meet what was made up.
  @AfterEach
  void clearPlantedBuilds() throws SQLException {
    sql("DELETE FROM slots WHERE lane = 'of a test'");
    sql("DELETE FROM databases WHERE name LIKE 'builds-%'");
  }

  @Test
  void whatIsNoLongerLearnedFromIsForgotten() throws SQLException {
    // given more observations than are looked at, the first ones a hundred days old
    sql(
        """
        INSERT INTO databases (name, host, port, database_name, user_name, ssl_mode, credential,
                               build_on_load, lane_large, lane_medium, registered_at, removed_at)
        VALUES ('observed', 'h', 1, 'd', 'u', 'prefer', 'pgpass', false, 0.5, 0.1, now(), now());
        INSERT INTO observations (database, seen_at, key_kind, seen)
        SELECT 'observed', now() - CASE WHEN i <= 1005 THEN interval '100 days' ELSE interval '0' END,
               'a kind', i::text
        FROM generate_series(1, 1010) AS g (i) ORDER BY g.i;
        """);

    // when
    retention.now();

    // then
    assertThat(texts("SELECT seen FROM observations WHERE database = 'observed' ORDER BY id"))
        .hasSize(1_000)
        .first()
        .isEqualTo("11");
    sql("DELETE FROM databases WHERE name = 'observed'");
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> texts(String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        texts.add(row.getString(1));
      }
    }
    return texts;
  }
}
