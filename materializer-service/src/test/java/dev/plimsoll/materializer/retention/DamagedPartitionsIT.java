package dev.plimsoll.materializer.retention;

import static dev.plimsoll.materializer.append.LogClient.LONG_ENOUGH;
import static dev.plimsoll.materializer.append.LogClient.number;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.retention.Retention;
import dev.plimsoll.offsetlog.topic.Topics;
import dev.plimsoll.postgres.transaction.Transactions;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Partitions that nothing can be removed of cost nothing else, however many they are.
@QuarkusTest
class DamagedPartitionsIT {
  private static final String TOPIC = "damaged.partitions";
  private static final int PARTITIONS = 7;
  private static final long FILE = -4711;

  @Inject Transactions transactions;
  @Inject Partitions partitions;
  @Inject Retention retention;
  @Inject S3Objects objects;
  @Inject RetentionMetrics metrics;
  @Inject OldestEvent oldestEvent;
  @Inject RetentionConfig config;

  @AfterEach
  void mend() throws SQLException {
    change("DELETE FROM segment WHERE base_offset = 1000000 AND batch_count = 77");
    change("DELETE FROM unreferenced_file WHERE file_id = " + FILE);
  }

  @Test
  void whatElseIsToBeRemovedGoes() throws SQLException {
    // given a deleted topic, all of whose partitions are damaged, and a file that nobody needs
    new Topics(transactions, partitions)
        .create(new TopicRequest(TOPIC, PARTITIONS, null, null, null));
    change(
        """
        INSERT INTO segment (part_id, last_offset, base_offset, batch_count, packed, byte_count,
          youngest_micros)
        SELECT part_id, 1000000, 1000000, 77, '\\x01'::bytea, 0, 0 FROM log_partition
        WHERE topic = '%s'
        """
            .formatted(TOPIC));
    new Topics(transactions, partitions).delete(TOPIC);
    change("INSERT INTO unreferenced_file (file_id, due_at) VALUES (%d, now())".formatted(FILE));
    BackgroundRetention background =
        new BackgroundRetention(retention, transactions, objects, metrics, oldestEvent, config);

    // when / then
    assertThatCode(background::round).doesNotThrowAnyException();
    // none goes while a refusal is unpublished
    await()
        .atMost(LONG_ENOUGH)
        .until(
            () -> {
              background.round();
              return number("SELECT count(*) FROM unreferenced_file WHERE file_id = " + FILE) == 0;
            });
  }

  private void change(String sql) throws SQLException {
    transactions.run(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
          }
        });
  }
}
