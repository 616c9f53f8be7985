package dev.plimsoll.offsetlog.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.testkit.Batches;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;

/// A log of the time when batches were arrays, with offsets and waiting for some.
class FilesMigrationIT {
  private static final int WITH_OFFSETS = 6;
  private static final int WAITING = 4;
  private static final String ARRAYS =
      "record_counts, producer_ids, producer_epochs, sequences, buckets, object_keys,"
          + " byte_offsets, byte_lengths, max_timestamps_micros";

  private static final String PARTITIONS =
      """
      INSERT INTO log_partition (topic, partition_number, lane) VALUES ('t', 0, 0), ('t', 1, 1);
      INSERT INTO partition_state (part_id) VALUES (1), (2);
      INSERT INTO publication (part_id) VALUES (1), (2);
      """;

  @Test
  void nothingIsLostDoubledOrForgotten() throws Exception {
    try (LogDatabase log =
        new LogDatabase("files_migration", "", MigrationVersion.fromVersion("4"))) {
      // given batches of two producers in two partitions, by their events
      log.change(PARTITIONS);
      List<List<BatchAppended>> events = new ArrayList<>();
      for (int partition = 0; partition < 2; partition++) {
        List<BatchAppended> own = new ArrayList<>();
        for (int sequence = 0; sequence < WITH_OFFSETS + WAITING; sequence++) {
          own.add(Batches.batch("t", partition, "p", 3, sequence));
          own.add(Batches.batch("t", partition, "ä 'q'", 0, sequence));
        }
        fill(log, partition + 1, own);
        events.add(own);
      }

      // when
      log.migrate(MigrationVersion.LATEST);

      // then
      assertThat(log.auditor().audit("").clean()).isTrue();
      assertThat(log.auditor().audit("").pendingBatches()).isEqualTo(2 * 2 * WAITING);
      AssignedLog.assignAll(log);
      assertThat(log.refused()).isEmpty();
      for (int partition = 0; partition < 2; partition++) {
        assertThat(log.batches("t", partition).stream().map(FilesMigrationIT::event).toList())
            .isEqualTo(events.get(partition));
      }

      // and producers go on where they were
      List<BatchAppended> again = new ArrayList<>(events.getFirst());
      again.add(Batches.batch("t", 0, "p", 3, WITH_OFFSETS + WAITING));
      log.ingestion().ingest(again);
      AssignedLog.assignAll(log);
      assertThat(log.auditor().audit("").batches())
          .isEqualTo(2L * 2 * (WITH_OFFSETS + WAITING) + 1);
      assertThat(log.refused()).isEmpty();
    }
  }

  private static BatchAppended event(BatchCommitted batch) {
    return new BatchAppended(
        batch.topic(),
        batch.partition(),
        batch.producerId(),
        batch.producerEpoch(),
        batch.sequence(),
        batch.object(),
        batch.recordCount(),
        batch.maxTimestamp());
  }

  private static void fill(LogDatabase log, int partId, List<BatchAppended> events)
      throws SQLException {
    List<BatchAppended> stored = events.subList(0, 2 * WITH_OFFSETS);
    List<BatchAppended> waiting = events.subList(2 * WITH_OFFSETS, events.size());
    long records = stored.stream().mapToLong(BatchAppended::recordCount).sum();
    log.change(
        "INSERT INTO segment (part_id, last_offset, base_offset, batch_count, %s) VALUES (%d, %d, 0, %d, %s)"
            .formatted(ARRAYS, partId, records - 1, stored.size(), arrays(stored)));
    log.change(
        "UPDATE partition_state SET next_offset = %d, batches = %d WHERE part_id = %d"
            .formatted(records, stored.size(), partId));
    log.change(
        ("INSERT INTO manifest (lane, batch_count, part_ids, %s)"
                + " SELECT lane, %d, array_fill(part_id, ARRAY[%2$d]), %s FROM log_partition"
                + " WHERE part_id = %d")
            .formatted(ARRAYS, waiting.size(), arrays(waiting), partId));
    log.change(
        "INSERT INTO producer VALUES (%d, 'p', 3, %d), (%1$d, 'ä ''q''', 0, %2$d)"
            .formatted(partId, WITH_OFFSETS + WAITING));
  }

  private static String arrays(List<BatchAppended> events) {
    return String.join(
        ", ",
        array(events, "bigint", e -> Long.toString(e.recordCount())),
        array(events, "text", e -> literal(e.producerId())),
        array(events, "int", e -> Integer.toString(e.producerEpoch())),
        array(events, "bigint", e -> Long.toString(e.sequence())),
        array(events, "text", e -> literal(e.object().bucket())),
        array(events, "text", e -> literal(e.object().key())),
        array(events, "bigint", e -> Long.toString(e.object().byteOffset())),
        array(events, "bigint", e -> Long.toString(e.object().byteLength())),
        array(events, "bigint", e -> Long.toString(Micros.of(e.maxTimestamp()))));
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static String array(
      List<BatchAppended> events, String type, Function<BatchAppended, String> of) {
    return "ARRAY[" + String.join(", ", events.stream().map(of).toList()) + "]::" + type + "[]";
  }
}
