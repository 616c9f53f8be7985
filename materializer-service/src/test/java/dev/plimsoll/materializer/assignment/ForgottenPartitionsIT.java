package dev.plimsoll.materializer.assignment;

import static org.awaitility.Awaitility.await;

import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.materializer.metrics.LogMetrics;
import dev.plimsoll.materializer.publication.CommitsRelay;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.identity.Partitions.PartitionPlace;
import dev.plimsoll.offsetlog.identity.ProducerRefs;
import dev.plimsoll.offsetlog.topic.Topics;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.testkit.Batches;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Workers of a process that nobody tells of deleted topics.
@QuarkusTest
class ForgottenPartitionsIT {
  private static final String TOPIC = "forgotten.partitions";
  private static final List<PartitionName> NAMES = List.of(new PartitionName(TOPIC, 0));
  private static final Duration LONG_ENOUGH = Duration.ofMinutes(2);

  @Inject Transactions transactions;
  @Inject AssignmentConfig config;
  @Inject LogMetrics metrics;
  @Inject CommitsRelay relay;
  @Inject Partitions partitions;

  @Test
  void whatTurnsOutToBeGoneIsForgotten() throws Exception {
    // given a process that knows a partition, whose topic is made anew elsewhere
    Topics topics = new Topics(transactions, partitions);
    topics.create(new TopicRequest(TOPIC, 1, null, null, null));
    Partitions own = new Partitions(transactions, Partitions.MOST_KNOWN);
    Map<PartitionName, PartitionPlace> before = own.find(NAMES);
    topics.delete(TOPIC);
    topics.create(new TopicRequest(TOPIC, 1, null, null, null));

    BatchAppend ingestion =
        new BatchAppend(transactions, own, new ProducerRefs(transactions), false);
    WorkSignal signal = new WorkSignal();
    try (AssignmentWorkers workers =
        new AssignmentWorkers(
            new Runs(transactions, config, metrics, relay, own), config, signal, metrics)) {
      workers.start();

      // when it accepts batches for the old one, of which others may refuse some
      // then it knows the new one once it has refused one itself
      await()
          .atMost(LONG_ENOUGH)
          .until(
              () -> {
                ingestion.append(List.of(Batches.batch(TOPIC, 0, "p", 0, 0)));
                signal.wake();
                return !own.find(NAMES).equals(before);
              });
    }
  }
}
