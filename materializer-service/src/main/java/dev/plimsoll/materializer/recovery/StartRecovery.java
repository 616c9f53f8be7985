package dev.plimsoll.materializer.recovery;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.kafka.client.ClientProperties;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.offsetlog.identity.PartitionName;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.identity.ProducerRefs;
import dev.plimsoll.offsetlog.recovery.LogRecovery;
import dev.plimsoll.offsetlog.recovery.PublishedBatch;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.seal.Seal;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Look, before this process gives offsets, whether its database is an older copy than what
/// `log.commits` tells, as after a restore. Offsets that were published are never given to other
/// batches: the batches that had them are taken in again, from Kafka.
///
/// What was accepted since that copy and not published yet is read once more from `log.events`.
/// Usually it looks at one message of each of Kafka's partitions, and that is all.
@Singleton
public final class StartRecovery {
  private static final Logger LOG = Logger.getLogger(StartRecovery.class);

  /// Before the last sign of life in the database: a transaction bears the time of its begin.
  private static final Duration OVERLAP = Duration.ofMinutes(10);
  private static final int MOST_NAMED = 5;
  private static final int ADMIN_MILLIS = 30_000;

  private static final String LOCK =
      "SELECT pg_advisory_lock(1886152052, 'partition_state'::regclass::oid::int)";
  private static final String UNLOCK =
      "SELECT pg_advisory_unlock(1886152052, 'partition_state'::regclass::oid::int)";

  private final DataSource dataSource;
  private final Transactions transactions;
  private final Partitions partitions;
  private final ProducerRefs producers;
  private final Map<String, Object> kafka;
  private final TopicsConfig topics;
  private final Seal seal;
  private final RecoveryConfig config;

  public StartRecovery(
      DataSource dataSource,
      Transactions transactions,
      Partitions partitions,
      ProducerRefs producers,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      TopicsConfig topics,
      Seal seal,
      RecoveryConfig config) {
    this.dataSource = dataSource;
    this.transactions = transactions;
    this.partitions = partitions;
    this.producers = producers;
    this.kafka = kafka;
    this.topics = topics;
    this.seal = seal;
    this.config = config;
  }

  /// To be called when the topics exist, before anybody gives offsets.
  ///
  /// @return how many batches were taken in again
  /// @throws PlimsollException START_FAILED where a published batch is lost, and where another
  ///     instance runs; KAFKA_UNREACHABLE
  public long run() throws SQLException {
    try (PublishedCommits commits =
        new PublishedCommits(kafka, topics.name(Topic.LOG_COMMITS), seal)) {
      List<PublishedBatch> last = commits.last();
      if (!recovery().lacksAny(last)) {
        return 0;
      }
      // Of several instances that start together one recovers, and the others find it done.
      try (Connection alone = dataSource.getConnection()) {
        Sql.of(alone, LOCK).exists();
        try {
          return recovery().lacksAny(last) ? recover(commits, last) : 0;
        } finally {
          Sql.of(alone, UNLOCK).exists();
        }
      }
    } catch (SQLException | RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlimsollException(ErrorCode.INTERRUPTED, "stopped while recovering the log", e);
    } catch (Exception e) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, "the log could not be recovered from log.commits: " + e, e);
    }
  }

  private LogRecovery recovery() {
    return new LogRecovery(transactions, partitions, producers);
  }

  private long recover(PublishedCommits commits, List<PublishedBatch> last) throws Exception {
    LogRecovery recovery = recovery();
    @Nullable Instant livedUntil = recovery.livedUntil().orElse(null);
    LOG.warnf(
        "event=log.behind the database is older than log.commits, last in use at %s: its batches"
            + " are taken in again",
        livedUntil);
    readEventsAgain();
    long taken = 0;
    if (livedUntil != null) {
      taken = take(recovery, commits, livedUntil.minus(OVERLAP));
    }
    if (livedUntil == null || recovery.lacksAny(last) || !recovery.gaps().isEmpty()) {
      // What others left when the database went back under them may be older.
      recovery.again();
      taken += take(recovery, commits, null);
    }
    recovery.misfits().values().forEach(why -> LOG.warnf("event=log.misfit %s", why));
    Map<PartitionName, String> gaps = recovery.gaps();
    if (!gaps.isEmpty()) {
      refuseOrWarn(gaps);
    }
    LOG.warnf("event=log.recovered batches=%d", taken);
    return taken;
  }

  private static long take(LogRecovery recovery, PublishedCommits commits, @Nullable Instant from)
      throws Exception {
    long[] taken = {0};
    commits.all(from, published -> taken[0] += recovery.take(published));
    return taken[0];
  }

  private void refuseOrWarn(Map<PartitionName, String> gaps) {
    String which =
        gaps.values().stream().sorted().limit(MOST_NAMED).collect(Collectors.joining("; "));
    if (config.acceptLostOffsets()) {
      LOG.warnf(
          "event=log.lost partitions=%d their offsets are given again: %s", gaps.size(), which);
      return;
    }
    throw new PlimsollException(
        ErrorCode.START_FAILED,
        """
        published batches of %d partitions are lost, and their offsets would be given to others: \
        %s. Restore a younger copy of the database, or start once with \
        plimsoll.materializer.recovery.accept-lost-offsets=true"""
            .formatted(gaps.size(), which));
  }

  /// Before anything else is done: once nothing is lacking, nobody comes here again. An event that
  /// the log has is a duplicate.
  private void readEventsAgain() throws ExecutionException, InterruptedException {
    String topic = topics.name(Topic.LOG_EVENTS);
    String group = topics.prefix() + "materializer";
    try (Admin admin =
        Admin.create(
            ClientProperties.of(
                kafka, "materializer-recovery", Map.of("default.api.timeout.ms", ADMIN_MILLIS)))) {
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
          .flatMap(description -> description.partitions().stream())
          .forEach(
              partition ->
                  asked.put(
                      new TopicPartition(topic, partition.partition()), OffsetSpec.earliest()));
      Map<TopicPartition, OffsetAndMetadata> begins = new HashMap<>();
      admin
          .listOffsets(asked)
          .all()
          .get()
          .forEach(
              (partition, begin) -> begins.put(partition, new OffsetAndMetadata(begin.offset())));
      admin.alterConsumerGroupOffsets(group, begins).all().get();
    } catch (ExecutionException e) {
      throw new PlimsollException(
          ErrorCode.START_FAILED,
          """
          the database is older than log.commits, and log.events cannot be read again: stop every \
          instance of the materializer before the first one is started. %s"""
              .formatted(e.getCause()),
          e);
    }
  }
}
