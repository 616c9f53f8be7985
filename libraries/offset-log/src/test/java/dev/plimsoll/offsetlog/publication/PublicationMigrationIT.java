package dev.plimsoll.offsetlog.publication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
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
  void whatWaitedInTheOutboxIsStillTold() throws SQLException {
    TestDatabase database = Stack.get().createDatabase("publication_migration");
    migrate(database, MigrationVersion.fromVersion("2"));
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setSchema("materializer");
      statement.execute(AS_IT_WAS);

      migrate(database, MigrationVersion.LATEST);

      List<Long> nextOffsets = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery("SELECT next_offset FROM publication ORDER BY part_id")) {
        while (rows.next()) {
          nextOffsets.add(rows.getLong(1));
        }
      }
      assertThat(nextOffsets).containsExactly(30L, 30L, 9L, 0L);
    }
  }

  private static void migrate(TestDatabase database, MigrationVersion to) {
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .defaultSchema("materializer")
        .locations("db/offset-log")
        .target(to)
        .load()
        .migrate();
  }
}
