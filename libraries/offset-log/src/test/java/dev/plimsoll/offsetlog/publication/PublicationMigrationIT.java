package dev.plimsoll.offsetlog.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.offsetlog.LogDatabase;
import java.sql.SQLException;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;

/// A log of the time when commits waited in the outbox.
class PublicationMigrationIT {
  private static final String AS_IT_WAS =
      """
      INSERT INTO log_partition (topic, partition_number)
      VALUES ('all told', 0), ('some untold', 0), ('some untold', 1), ('empty', 7);
      INSERT INTO partition_state (part_id, next_offset, batches)
      VALUES (1, 30, 3), (2, 50, 5), (3, 9, 1), (4, 0, 0);
      INSERT INTO outbox (topic, key, event_id, event_type, body) VALUES
        ('log.commits', 'some untold/0', gen_random_uuid(), 'x',
          '{"topic":"some untold","partition":0,"baseOffset":30,"recordCount":10}'),
        ('log.commits', 'some untold/0', gen_random_uuid(), 'x',
          '{"topic":"some untold","partition":0,"baseOffset":40,"recordCount":10}');
      """;

  @Test
  void whatWaitedInTheOutboxIsStillTold() throws Exception {
    try (LogDatabase log =
        new LogDatabase("publication_migration", "", MigrationVersion.fromVersion("2"))) {
      log.change(AS_IT_WAS);

      log.migrate(MigrationVersion.LATEST);

      assertThat(nextOffset(log, 1)).isEqualTo(30);
      assertThat(nextOffset(log, 2)).isEqualTo(30);
      assertThat(nextOffset(log, 3)).isEqualTo(9);
      assertThat(nextOffset(log, 4)).isZero();
    }
  }

  private static long nextOffset(LogDatabase log, int partId) throws SQLException {
    return log.number("SELECT next_offset FROM publication WHERE part_id = " + partId);
  }
}
