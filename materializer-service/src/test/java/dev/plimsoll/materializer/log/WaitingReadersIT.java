package dev.plimsoll.materializer.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.materializer.CountedConnections;
import dev.plimsoll.materializer.append.LogClient;
import dev.plimsoll.offsetlog.append.FileNumbering;
import dev.plimsoll.offsetlog.commit.FileCommit;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.postgres.transaction.Transactions;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A thousand readers at the ends of ten partitions.
@QuarkusTest
class WaitingReadersIT {
  private static final String TOPIC = "waiting.readers";
  private static final int PARTITIONS = 10;
  private static final int READERS_OF_EACH = 100;
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

  @Inject DataSource dataSource;
  @Inject FileNumbering numbering;
  @Inject Transactions transactions;
  @Inject Partitions partitions;

  private CountedConnections ofFetches;
  private CountedConnections ofLooks;
  private HighWatermarks waiting;
  private ReadResource reading;
  private FileCommit commits;

  @BeforeEach
  void open() throws Exception {
    partitions.enter(
        IntStream.range(0, PARTITIONS).mapToObj(i -> new PartitionName(TOPIC, i)).toList());
    commits = FileCommit.ofWholeFiles(transactions, FileCommit.runsOf(transactions));
    ofFetches = new CountedConnections(dataSource);
    ofLooks = new CountedConnections(dataSource);
    // It looks when it is told to, and never by itself.
    waiting = new HighWatermarks(new Transactions(ofLooks.counted()), Duration.ofHours(1));
    reading = new ReadResource(new Transactions(ofFetches.counted()), waiting);
  }

  @AfterEach
  void close() throws InterruptedException {
    waiting.stop(null);
  }

  private LogFetch read(int partition) throws Exception {
    return reading.fetch(TOPIC, partition, 0, 1_000, 1_000_000, LONG_ENOUGH.toMillis());
  }

  @Test
  void holdNoConnectionsShareTheirLooksAndAreAllWoken() throws Exception {
    List<List<Future<LogFetch>>> readers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // given readers that have found nothing and wait
      for (int i = 0; i < PARTITIONS; i++) {
        int partition = i;
        readers.add(
            IntStream.range(0, READERS_OF_EACH)
                .mapToObj(_ -> threads.submit(() -> read(partition)))
                .toList());
      }
      int all = PARTITIONS * READERS_OF_EACH;
      await().atMost(LONG_ENOUGH).until(() -> waiting.waiting() == all);

      // then they hold no connections, and however many they are, one statement looks for all
      await().atMost(LONG_ENOUGH).until(() -> ofLooks.held() == 0);
      assertThat(ofFetches.held()).isZero();
      assertThat(ofFetches.returned()).isEqualTo(all);
      int before = ofLooks.returned();
      waiting.raise();
      await().atMost(LONG_ENOUGH).until(() -> ofLooks.returned() > before);
      assertThat(waiting.waiting()).isEqualTo(all);

      // and when all partitions but one move, their readers are woken, and no others
      commits.commit(
          numbering.number(LogClient.file(TOPIC, PARTITIONS - 1, "p", TOPIC + "/1", 0, 1)));
      waiting.raise();
      for (List<Future<LogFetch>> ofPartition : readers.subList(0, PARTITIONS - 1)) {
        assertWoken(ofPartition);
      }
      assertThat(waiting.waiting()).isEqualTo(READERS_OF_EACH);
      assertThat(readers.getLast()).noneMatch(Future::isDone);

      // and when the last one moves, nobody is left behind
      commits.commit(numbering.number(LogClient.file(TOPIC, PARTITIONS, "q", TOPIC + "/2", 0, 1)));
      waiting.raise();
      assertWoken(readers.getLast());
      assertThat(waiting.waiting()).isZero();
      // A raise may come while a look is under way, and then there is one more.
      assertThat(ofLooks.returned() - before).isBetween(3, 6);
    }
  }

  private static void assertWoken(List<Future<LogFetch>> readers) throws Exception {
    for (Future<LogFetch> reader : readers) {
      assertThat(reader.get().batches()).isNotEmpty();
    }
  }
}
