package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.local.LocalSystem;
import dev.plimsoll.cli.local.Parallel;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.local.ServiceProcess;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogAudit;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.systemtests.sequencing.KafkaIngress;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The services' own database is restored from an older copy, while Kafka, S3, sources and targets
/// went on: no offset is given again, no row and no build is there twice, and work goes on. What
/// was told is read from Kafka, and rows from the databases, by the test's own means.
@Order(6)
final class RestoreST {
  private static final String PREFIX = "plimsoll.";
  private static final String ORDERS = "orders";
  private static final Duration SOON = Duration.ofMinutes(2);

  /// The query-service has no rows of its own there.
  private static final Set<ServiceName> WITH_ROWS =
      EnumSet.complementOf(EnumSet.of(ServiceName.QUERY));

  /// Services, as `up` starts them.
  private static final int AT_ONCE = 2;
  private static final int EACH_TIME = 40;
  private static final Map<String, String> SWEEPS_AT_ONCE =
      Map.of("PLIMSOLL_SYNC_SWEEP_INTERVAL", "1S", "PLIMSOLL_SYNC_SWEEP_AGE", "0S");

  @TempDir private Path folder;

  @Test
  void whatWasToldStaysTrueAndWorkGoesOn() throws Exception {
    try (SystemUnderTest plimsoll = SystemUnderTest.start(folder, WITH_ROWS, SWEEPS_AT_ONCE);
        KafkaIngress producer = new KafkaIngress(plimsoll.kafka(), Topic.LOG_EVENTS.name(PREFIX))) {
      // Given work that is done when the copy is made, and work that is under way
      Parcels parcels = Parcels.on(plimsoll.databases());
      parcels.register(plimsoll.sync(), plimsoll.planner());
      UUID early = parcels.send("early", plimsoll.sync());
      parcels.awaitArrival("early", early, plimsoll.sync(), plimsoll.planner());
      write(producer, 0);
      UUID middle = parcels.send("middle", plimsoll.sync());
      copy(plimsoll);

      // and work of which the copy does not know, seen by everybody else
      parcels.awaitArrival("middle", middle, plimsoll.sync(), plimsoll.planner());
      UUID late = parcels.send("late", plimsoll.sync());
      parcels.awaitArrival("late", late, plimsoll.sync(), plimsoll.planner());
      write(producer, 1);
      awaitTold(plimsoll, 2);

      // When the copy takes the database's place, with all services stopped
      List<ServiceProcess> services = WITH_ROWS.stream().map(plimsoll.system()::service).toList();
      Parallel.forEach(services, AT_ONCE, service -> assertThat(service.terminate(SOON)).isTrue());
      write(producer, 2); // Kafka takes what nobody reads
      restore(plimsoll);
      Parallel.forEach(services, AT_ONCE, ServiceProcess::restart);

      // Then every batch has the offset that was told, and one alone
      awaitTold(plimsoll, 3);
      Map<String, BatchCommitted> told = told(plimsoll);
      assertThat(sequencesOf(told)).isEqualTo(LongStream.range(0, 3 * EACH_TIME).boxed().toList());
      LogAudit audit = plimsoll.materializer().audit("");
      assertThat(audit.clean()).as("%s", audit).isTrue();
      assertThat(recordsIn(audit))
          .isEqualTo(told.values().stream().mapToLong(BatchCommitted::recordCount).sum());

      // and what is known of no more, or again, leaves each row at the target once
      for (String table : List.of("early", "late")) {
        parcels.assertArrived(table);
      }
      ExtractView ended = awaitEnd(plimsoll, middle);
      System.out.println("the extract that was under way: " + ended);
      parcels.assertArrived("middle");
      assertThat(parcels.invalidIndexes()).isZero();

      // and each object that consumers were told of is there
      assertThat(objects(plimsoll)).containsAll(objectsOf(told(plimsoll)));

      // and new work goes the whole way
      UUID fresh = parcels.send("fresh", plimsoll.sync());
      parcels.awaitArrival("fresh", fresh, plimsoll.sync(), plimsoll.planner());
      await("no build is left over")
          .atMost(SOON)
          .until(
              () -> plimsoll.planner().builds("target"),
              builds ->
                  builds.stream()
                      .map(BuildView::state)
                      .allMatch(
                          state ->
                              state == BuildView.State.SUCCEEDED
                                  || state == BuildView.State.FAILED));
    }
  }

  private static void write(KafkaIngress producer, int time) throws InterruptedException {
    List<BatchAppended> batches = new ArrayList<>();
    for (int i = 0; i < EACH_TIME; i++) {
      long sequence = (long) time * EACH_TIME + i;
      batches.add(
          new BatchAppended(
              ORDERS,
              0,
              "till",
              0,
              sequence,
              new ObjectRange("objects", "till/" + sequence, 0, 10),
              1 + sequence % 7,
              Instant.parse("2026-01-01T00:00:00Z")));
    }
    producer.hand(batches);
  }

  /// As of this moment, without a pause for the services: their sessions end, and they come again.
  private static void copy(SystemUnderTest plimsoll) throws SQLException {
    inSteps(
        plimsoll,
        "ALTER DATABASE plimsoll ALLOW_CONNECTIONS false",
        """
        SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
        WHERE datname = 'plimsoll'
        """,
        "CREATE DATABASE older TEMPLATE plimsoll",
        "ALTER DATABASE plimsoll ALLOW_CONNECTIONS true");
  }

  private static void restore(SystemUnderTest plimsoll) throws SQLException {
    inSteps(
        plimsoll, "DROP DATABASE plimsoll WITH (FORCE)", "ALTER DATABASE older RENAME TO plimsoll");
  }

  private static void inSteps(SystemUnderTest plimsoll, String... steps) throws SQLException {
    try (Connection connection = plimsoll.databases().openDatabase("postgres");
        Statement statement = connection.createStatement()) {
      for (String step : steps) {
        statement.execute(step);
      }
    }
  }

  private static void awaitTold(SystemUnderTest plimsoll, int times) {
    await("all batches are told")
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> sequencesOf(told(plimsoll)).size() == times * EACH_TIME);
  }

  private static List<Long> sequencesOf(Map<String, BatchCommitted> told) {
    return told.values().stream()
        .filter(batch -> batch.topic().equals(ORDERS))
        .map(BatchCommitted::sequence)
        .toList();
  }

  private static List<String> objectsOf(Map<String, BatchCommitted> told) {
    return told.values().stream()
        .filter(batch -> !batch.topic().equals(ORDERS))
        .map(batch -> batch.object().key())
        .toList();
  }

  private static Set<String> objects(SystemUnderTest plimsoll) {
    LocalSystem system = plimsoll.system();
    try (BucketListing bucket =
        new BucketListing(
            URI.create(system.stack().orElseThrow().s3().endpoint()), system.secrets())) {
      return bucket.objects();
    }
  }

  /// All that `log.commits` ever said, by partition and offset.
  ///
  /// @throws AssertionError where it gives an offset twice
  private static Map<String, BatchCommitted> told(SystemUnderTest plimsoll) {
    Map<String, BatchCommitted> told = new TreeMap<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            new HashMap<>(plimsoll.kafka()), new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topic.LOG_COMMITS.name(PREFIX)).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<String, String> message : consumer.poll(Duration.ofMillis(100))) {
          BatchCommitted batch = Json.read(message.value(), BatchCommitted.class);
          BatchCommitted before =
              told.put("%s at %012d".formatted(batch.key(), batch.baseOffset()), batch);
          if (before != null) {
            assertThat(batch).as("an offset that was given before").isEqualTo(before);
          }
        }
      }
    }
    return told;
  }

  private static long recordsIn(LogAudit audit) {
    return audit.records();
  }

  /// An extract of which another life read more than the copy knows ends, whichever way.
  private static ExtractView awaitEnd(SystemUnderTest plimsoll, UUID extract) {
    return await("the extract that was under way ends")
        .atMost(SOON)
        .until(
            () -> plimsoll.sync().extract(extract),
            view ->
                view.state() == ExtractView.State.DONE || view.state() == ExtractView.State.FAILED);
  }
}
