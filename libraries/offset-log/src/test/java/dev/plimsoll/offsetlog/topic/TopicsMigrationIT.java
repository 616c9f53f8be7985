package dev.plimsoll.offsetlog.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.LogTopic;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.testkit.Batches;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;

/// A log of the time when a topic was what some partitions had in common.
class TopicsMigrationIT {
  private static final String AS_IT_WAS =
      """
      INSERT INTO log_partition (topic, partition_number, lane)
      VALUES ('ä', 0, 0), ('Z', 3, 1), ('ä', 1, 1);
      INSERT INTO partition_state (part_id, next_offset, batches, bytes)
      VALUES (1, 0, 0, 0), (2, 7, 1, 1), (3, 0, 0, 0);
      INSERT INTO producer_name (name) VALUES ('q');
      INSERT INTO producer (part_id, producer_ref, epoch, next_sequence) VALUES (2, 1, 0, 1);
      INSERT INTO publication (part_id) VALUES (1), (2), (3);
      INSERT INTO file (file_id, object_id, batch_refs, bucket, object_key)
      VALUES (nextval('file_id_seq'), md5(E'b\\nk')::uuid, 1, 'b', 'k');
      INSERT INTO segment (part_id, last_offset, base_offset, batch_count, byte_count,
        youngest_micros, packed)
      VALUES (2, 6, 0, 1, 1, 0, '\\x01040702000002000200');
      """;

  @Test
  void partitionsKeepTheirPlacesAndGetTopics() throws Exception {
    try (LogDatabase log =
        new LogDatabase("topics_migration", "", MigrationVersion.fromVersion("5"))) {
      log.change(AS_IT_WAS);

      // when
      log.migrate(MigrationVersion.LATEST);

      // then
      assertThat(log.reader().topics("", 10))
          .containsExactly(
              new LogTopic("Z", 1, 1, 7, false, null, null),
              new LogTopic("ä", 2, 0, 0, false, null, null));
      LogAudit audit = log.auditor().audit("");
      assertThat(audit.clean()).as("%s", audit).isTrue();

      // and what comes goes on where they were
      log.ingestion().ingest(List.of(Batches.batch("ä", 1, "p", 0, 0)));
      AssignedLog.assignAll(log);
      assertThat(log.number("SELECT part_id FROM segment ORDER BY part_id DESC LIMIT 1"))
          .isEqualTo(3);
      assertThat(log.number("SELECT count(*) FROM partition_floor")).isEqualTo(3);
    }
  }
}
