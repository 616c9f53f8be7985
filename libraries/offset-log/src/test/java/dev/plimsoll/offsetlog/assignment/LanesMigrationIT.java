package dev.plimsoll.offsetlog.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.offsetlog.LogDatabase;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;

/// A log of the time when the manifest had a row for each partition.
class LanesMigrationIT {
  private static final String AS_IT_WAS =
      """
      INSERT INTO log_partition (topic, partition_number) VALUES ('t', 0), ('t', 1), ('t', 2);
      INSERT INTO partition_state (part_id) VALUES (1), (2), (3);
      INSERT INTO publication (part_id) VALUES (1), (2), (3);
      INSERT INTO manifest (part_id, batch_count, record_count, record_counts, producer_ids,
        producer_epochs, sequences, buckets, object_keys, byte_offsets, byte_lengths,
        max_timestamps_micros)
      SELECT 1 + i % 3, 2, 30, '{10,20}', '{p,p}', '{0,0}', ARRAY[2 * (i / 3), 2 * (i / 3) + 1],
        '{b,b}', ARRAY['k' || i, 'l' || i], '{0,0}', '{1,1}', '{0,0}'
      FROM generate_series(0, 11) AS i;
      """;

  @Test
  void whatWaitedGetsItsOffsetsInItsOrder() throws Exception {
    // given four rows that wait in each of three partitions
    try (LogDatabase log =
        new LogDatabase("lanes_migration", "", MigrationVersion.fromVersion("3"))) {
      log.change(AS_IT_WAS);

      // when
      log.migrate(MigrationVersion.LATEST);
      assertThat(log.auditor().audit("").pendingBatches()).isEqualTo(24);
      AssignedLog.assignAll(log);

      // then
      assertThat(log.auditor().audit("").clean()).isTrue();
      for (int partition = 0; partition < 3; partition++) {
        List<BatchCommitted> batches = log.batches("t", partition);
        assertThat(batches)
            .extracting(BatchCommitted::sequence)
            .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(batches.getLast().nextOffset()).isEqualTo(120);
      }
    }
  }
}
