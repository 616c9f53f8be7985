package dev.plimsoll.planner.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.planner.forgetting.Forgetting;
import dev.plimsoll.testkit.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What grows with every load and plan has an end.
@QuarkusTest
@QuarkusTestResource(
    value = StackResource.class,
    initArgs = @ResourceArg(name = "service", value = "planner"),
    restrictToAnnotatedClass = false)
class ForgettingIT {
  @Inject DataSource dataSource;
  @Inject Forgetting forgetting;

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
    forgetting.now();

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
