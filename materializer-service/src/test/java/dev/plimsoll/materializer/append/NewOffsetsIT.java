package dev.plimsoll.materializer.append;

import static dev.plimsoll.materializer.append.LogClient.LONG_ENOUGH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.materializer.CountedConnections;
import dev.plimsoll.materializer.append.AppendMetrics.Ingress;
import dev.plimsoll.materializer.assignment.Runs;
import dev.plimsoll.materializer.assignment.WorkSignal;
import dev.plimsoll.materializer.flow.BacklogGate;
import dev.plimsoll.materializer.log.HighWatermarks;
import dev.plimsoll.materializer.log.ReadResource;
import dev.plimsoll.materializer.publication.CommitsRelay;
import dev.plimsoll.materializer.publication.UnpublishedCommits;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.offsetlog.append.FileAppend;
import dev.plimsoll.offsetlog.append.FileNumbering;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.outbox.Backlog;
import dev.plimsoll.outbox.IdlePauses;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.testkit.Batches;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Test;

/// Whoever waits for offsets hears of those that this process has given, though they would look
/// for themselves but once an hour.
@QuarkusTest
class NewOffsetsIT {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SETTLED = Duration.ofMillis(500);

  @Inject DataSource dataSource;
  @Inject Producer<String, String> producer;
  @Inject BacklogGate gate;
  @Inject KnownSequences known;
  @Inject UnreadEvents eventsAhead;
  @Inject FileNumbering numbering;
  @Inject FileAppend fileAppend;
  @Inject BatchAppend batchAppend;
  @Inject Transactions transactions;
  @Inject Runs runs;
  @Inject Partitions partitions;
  @Inject WorkSignal signal;
  @Inject AppendMetrics metrics;

  /// Nothing to tell, and how often somebody looked for it.
  private static final class Looks implements Backlog<Backlog.Pending> {
    private final AtomicInteger count = new AtomicInteger();

    @Override
    public boolean tryLock(Connection connection) {
      return true;
    }

    @Override
    public List<Pending> next(Connection connection, int atMost) {
      count.incrementAndGet();
      return List.of();
    }

    @Override
    public void done(Connection connection, List<Pending> acknowledged) {
      throw new AssertionError("nothing was offered");
    }
  }

  @Test
  void ofAFileThatWasCommitted() throws Exception {
    areHeardOf(
        "new.file",
        appends -> appends.commit(LogClient.file("new.file", 1, "p", "k", 0, 1), Ingress.FILE));
  }

  @Test
  void ofABatchThatWasCommitted() throws Exception {
    areHeardOf("new.batch", appends -> appends.commit(Batches.batch("new.batch", 0, "p", 0, 0)));
  }

  private void areHeardOf(String topic, Consumer<Appends> append) throws Exception {
    partitions.enter(List.of(new PartitionName(topic, 0)));
    CountedConnections looks = new CountedConnections(dataSource);
    HighWatermarks readers = new HighWatermarks(new Transactions(looks.counted()), HOUR);
    ReadResource reading = new ReadResource(transactions, readers);
    Looks rounds = new Looks();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        CommitsRelay relay =
            new CommitsRelay(
                new OutboxRelay(dataSource, producer, "/test", rounds, new IdlePauses(HOUR, HOUR)),
                new UnpublishedCommits("unused"),
                readers)) {
      // given a reader who waits and a relay, both of which have looked in vain
      relay.start();
      await().atMost(LONG_ENOUGH).until(() -> rounds.count.get() == 1);
      Future<LogFetch> waiting =
          threads.submit(() -> reading.fetch(topic, 0, 0, 1_000, 1_000_000, 30_000));
      await().atMost(LONG_ENOUGH).during(SETTLED).until(() -> looks.returned() == 1);

      // when offsets are given
      append.accept(
          new Appends(
              gate,
              known,
              eventsAhead,
              numbering,
              fileAppend,
              batchAppend,
              transactions,
              runs,
              partitions,
              signal,
              relay,
              metrics));

      // then both look again
      assertThat(waiting.get(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS).batches()).hasSize(1);
      await().atMost(LONG_ENOUGH).until(() -> rounds.count.get() == 2);
    }
  }
}
