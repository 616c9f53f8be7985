package dev.plimsoll.sync.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.sync.BusyBackground;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which extracts are still needed, and so are not forgotten.
@QuarkusTest
@TestProfile(BusyBackground.class)
public final class PruneNeededIT extends PruneFixture {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "young | UPDATE extract_table SET ended_at = now() WHERE extract_id = %s",
        "unswept | UPDATE extract SET swept_at = NULL WHERE id = %s",
        "running | UPDATE extract_table SET state = 'EXTRACTING', ended_at = NULL WHERE extract_id = %s",
        "retryable | UPDATE extract_table SET state = 'FAILED' WHERE extract_id = %s",
        "undefined | UPDATE extract_table SET state = 'FAILED', definition = NULL WHERE extract_id = %s",
        "deletes | UPDATE extract_table SET deletes_open = true, read_tasks_done = 0 WHERE extract_id = %s",
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
            + " remembered, look_millis, predicted_rows, predicted_bytes, predicted_queries,"
            + " predicted_files, predicted_seconds, basis)"
            + " SELECT id, 'prune-source', 'public', 'growing', 'keyset', false, 0, 0, 0, 0, 0, 0, ''"
            + " FROM extract_table WHERE extract_id = %s"
      })
  void whatIsStillNeededStays(String schedule, String need) throws SQLException {
    // given
    UUID extract = extracts.old(schedule, 5, 1);
    extracts.two(schedule);

    // when
    extracts.execute(need.formatted("'" + extract + "'"));

    // then
    assertThat(extracts.stepsToTheEnd()).isZero();
    assertThat(extracts.rowsOf(extract)).isEqualTo(4);
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
    UUID old = extracts.ofNoSchedule(11);
    UUID young = extracts.ofNoSchedule(9);
    for (UUID extract : List.of(old, young)) {
      extracts.execute(was.formatted("'" + extract + "'"));
    }

    // when / then
    assertThat(extracts.stepsToTheEnd()).as(how).isEqualTo(1);
    assertThat(extracts.rowsOf(old)).isZero();
    assertThat(extracts.rowsOf(young)).isEqualTo(4);
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
    UUID extract = extracts.ofNoSchedule(11);

    // when
    extracts.execute(need.formatted("'" + extract + "'"));

    // then
    assertThat(extracts.stepsToTheEnd()).as(why).isZero();
    assertThat(extracts.rowsOf(extract)).isEqualTo(4);
  }

  @Test
  void anIncrementInWhosePlaceALaterOneHasBegunIsNotRetried() throws SQLException {
    // given
    UUID extract = extracts.old("superseded", 5, 1);
    extracts.two("superseded");
    extracts.execute(
        """
        UPDATE extract_table
        SET state = 'FAILED',
            definition = jsonb_set(definition, '{increment}',
              '{"mode": "COLUMN", "column": "id", "addedColumns": []}')
        WHERE extract_id = '%s'
        """
            .formatted(extract));

    // when / then
    assertThat(extracts.stepsToTheEnd()).isEqualTo(1);
    assertThat(extracts.rowsOf(extract)).isZero();
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
                  'extract_table'::regclass, 'read_task'::regclass, 'generation'::regclass)
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
            "read_task",
            "table_analysis",
            "table_receipt",
            "table_receipt_failure",
            "watermark");
  }
}
