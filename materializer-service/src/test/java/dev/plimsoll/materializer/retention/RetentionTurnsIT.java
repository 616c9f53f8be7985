package dev.plimsoll.materializer.retention;

import static dev.plimsoll.materializer.append.LogClient.LONG_ENOUGH;
import static dev.plimsoll.materializer.append.LogClient.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.materializer.CountedConnections;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.retention.Retention;
import dev.plimsoll.offsetlog.topic.Topics;
import dev.plimsoll.postgres.transaction.Transactions;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// What a deleted topic leaves is cleared once, however many processes there are.
@QuarkusTest
class RetentionTurnsIT {
  private static final String TOPIC = "cleared.once";
  private static final int PARTITIONS = 1_000;
  private static final int PROCESSES = 4;

  /// A process that went over the partitions would make some thousand.
  private static final int TRANSACTIONS = PARTITIONS / 10;

  @Inject DataSource dataSource;
  @Inject Transactions transactions;
  @Inject Partitions partitions;
  @Inject S3Objects objects;
  @Inject RetentionMetrics metrics;
  @Inject OldestEvent oldestEvent;
  @Inject RetentionConfig config;

  @Test
  void idleProcessesAreSilentAfterTopicsWereDeleted() throws Exception {
    // given a topic that was just deleted, and four processes
    new Topics(transactions, partitions)
        .create(new TopicRequest(TOPIC, PARTITIONS, null, null, null));
    long topicId = number("SELECT topic_id FROM log_topic WHERE name = '%s'".formatted(TOPIC));
    new Topics(transactions, partitions).delete(TOPIC);
    CountedConnections counted = new CountedConnections(dataSource);
    List<BackgroundRetention> processes = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(process(new Transactions(counted.counted())));
    }
    freeTurn();

    // when all of them look at the same time
    look(processes);

    // then it is gone, by one of them or by the service's own round
    await()
        .atMost(LONG_ENOUGH)
        .until(() -> number("SELECT count(*) FROM log_partition WHERE topic_id = " + topicId) == 0);
    assertThat(counted.returned()).isGreaterThanOrEqualTo(PROCESSES).isLessThan(TRANSACTIONS);

    // and a look while another one has the turn is a single transaction
    int before = counted.returned();
    look(processes);
    assertThat(counted.returned() - before).isEqualTo(PROCESSES);
  }

  private BackgroundRetention process(Transactions own) {
    return new BackgroundRetention(
        new Retention(own, Clock.systemUTC(), Duration.ofMinutes(10)),
        own,
        objects,
        metrics,
        oldestEvent,
        config);
  }

  private static void look(List<BackgroundRetention> processes) throws Exception {
    List<Callable<Void>> looks = new ArrayList<>();
    for (BackgroundRetention one : processes) {
      looks.add(
          () -> {
            one.look();
            return null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(PROCESSES)) {
      for (Future<Void> look : threads.invokeAll(looks)) {
        look.get();
      }
    }
  }

  private void freeTurn() throws SQLException {
    transactions.run(
        connection -> {
          try (Statement free = connection.createStatement()) {
            return free.executeUpdate("UPDATE retention_turn SET taken_until = now()");
          }
        });
  }
}
