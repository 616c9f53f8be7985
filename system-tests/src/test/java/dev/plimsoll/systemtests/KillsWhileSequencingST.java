package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.local.LocalSettings;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.systemtests.sequencing.Aftermath;
import dev.plimsoll.systemtests.sequencing.AsynchronousIngress;
import dev.plimsoll.systemtests.sequencing.Blow;
import dev.plimsoll.systemtests.sequencing.BlowPlan;
import dev.plimsoll.systemtests.sequencing.FollowingReader;
import dev.plimsoll.systemtests.sequencing.Ingress;
import dev.plimsoll.systemtests.sequencing.KafkaIngress;
import dev.plimsoll.systemtests.sequencing.LogOverHttp;
import dev.plimsoll.systemtests.sequencing.ProducerThread;
import dev.plimsoll.systemtests.sequencing.ResendingProducer;
import dev.plimsoll.systemtests.sequencing.SynchronousIngress;
import dev.plimsoll.systemtests.sequencing.Testimony;
import dev.plimsoll.testkit.Campaign;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sessions, PostgreSQL, services and Kafka are killed, stopped and frozen at seeded random
/// moments while four producers write and send again whatever was not acknowledged: every
/// acknowledged batch has its offsets, once, in its producer's order, without a hole, and was told
/// of.
///
/// `-Dplimsoll.campaign.seed=N` repeats a run, `-Dplimsoll.campaigns=true` has the long one.
@Order(Integer.MAX_VALUE - 2)
final class KillsWhileSequencingST {
  private static final String TOPIC = "kills.sequencing";
  private static final String PREFIX = "plimsoll.";
  private static final int PARTITIONS = 12;
  private static final int PODS = 2;

  /// In every build; the campaign has sixty and more.
  private static final int FEW_BLOWS = 6;

  private static final int MANY_BLOWS = 60;
  private static final Duration FROZEN_FOR = Duration.ofSeconds(1);
  private static final Duration DONE_WITHIN = Duration.ofMinutes(2);

  @TempDir private Path folder;

  private final Testimony testimony = new Testimony();
  private final HttpClient http = ApiClient.http();

  @Test
  void everyAcknowledgedBatchHasItsOffsetsOnce() throws Exception {
    long seed = Campaign.seed();
    int blows = Campaign.rounds(FEW_BLOWS, 60);
    Random random = new Random(seed);
    // Given two materializers, with PostgreSQL and Kafka in processes of their own
    try (OwnStack kafka = OwnStack.start(newFolder("kafka"));
        OwnServer postgres = OwnServer.start(folder.resolve("postgres"), kafka.secrets());
        SystemUnderTest plimsoll =
            SystemUnderTest.startOn(
                kafka,
                settings(kafka, postgres),
                EnumSet.of(ServiceName.MATERIALIZER),
                newFolder("unused"));
        LogUnderFire log =
            LogUnderFire.start(
                kafka, postgres, postgres.databases(newFolder("databases")), plimsoll)) {
      String token = plimsoll.system().token();
      LogOverHttp reading = new LogOverHttp(http, log.addresses(), token);
      List<ResendingProducer> producers = new ArrayList<>();
      try (FollowingReader reader =
          FollowingReader.start(
              new LogOverHttp(http, log.addresses(), token),
              TOPIC,
              random.nextInt(PARTITIONS),
              new Random(random.nextLong()))) {
        startProducers(producers, ingresses(kafka, log, token), reading, random);
        // When all of them are struck while producers write
        strike(log, BlowPlan.of(random, blows, PODS), producers);
        strikeUntilFelt(log, producers);
        freezeUntilInTheMiddle(log, producers);
        ProducerThread.awaitDone(producers, DONE_WITHIN);
        // Then everything acknowledged gets its offsets and is told
        Aftermath aftermath = aftermath(reading, kafka, log);
        List<String> findings = aftermath.findings(testimony);
        findings.addAll(reader.findings(aftermath.stored().get(reader.partition())));
        print(producers, reader, log, aftermath);
        assertThat(findings).as("seed %d", seed).isEmpty();
        assertThat(log.references())
            .as("batches that refer to each object, seed %d", seed)
            .isEqualTo(testimony.batchesByObject());
      } finally {
        producers.forEach(ResendingProducer::close);
      }
    } finally {
      http.shutdownNow();
    }
  }

  private Path newFolder(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  private LocalSettings settings(OwnStack kafka, OwnServer postgres) {
    Map<String, String> environment = new HashMap<>(kafka.environment());
    environment.put(
        "PLIMSOLL_POSTGRES",
        "127.0.0.1:%d/%s".formatted(postgres.port(), kafka.description().postgres().database()));
    return SystemUnderTest.settings(folder, environment);
  }

  /// Of the four producers.
  private List<Ingress> ingresses(OwnStack kafka, LogUnderFire log, String token) {
    return List.of(
        new KafkaIngress(kafka.kafka(), Topic.LOG_EVENTS.name(PREFIX)),
        new AsynchronousIngress(http, log.addresses(), token),
        new SynchronousIngress(http, log.addresses(), token),
        new SynchronousIngress(http, log.addresses(), token));
  }

  /// The first comes through Kafka, which enters partitions; over HTTP they have to be there.
  private void startProducers(
      List<ResendingProducer> producers,
      List<Ingress> ingresses,
      LogOverHttp reading,
      Random random) {
    for (Ingress ingress : ingresses) {
      producers.add(
          ResendingProducer.start(
              ingress,
              TOPIC,
              PARTITIONS,
              "producer-" + producers.size(),
              new Random(random.nextLong()),
              testimony));
      await("the partitions are there")
          .atMost(DONE_WITHIN)
          .until(() -> reading.countPartitions(TOPIC) == PARTITIONS);
    }
  }

  private static void strike(
      LogUnderFire log, List<BlowPlan.Planned> plan, List<ResendingProducer> producers)
      throws SQLException, InterruptedException {
    Map<Blow.Kind, Integer> counts = new EnumMap<>(Blow.Kind.class);
    Instant begin = Instant.now();
    for (int i = 0; i < plan.size(); i++) {
      BlowPlan.Planned planned = plan.get(i);
      // Moments are to be random here; nothing is waited for.
      TimeUnit.MILLISECONDS.sleep(planned.pause().toMillis());
      System.out.printf(
          "%3d s, blow %d: %s%n",
          Duration.between(begin, Instant.now()).toSeconds(), i + 1, planned.blow());
      log.strike(planned.blow());
      // One that was refused would be found at the end only.
      assertThat(producers).noneMatch(ResendingProducer::isDone);
      counts.merge(planned.blow().kind(), 1, Integer::sum);
    }
    log.thaw();
    System.out.printf(
        "%d blows in %d s: %s%n",
        plan.size(), Duration.between(begin, Instant.now()).toSeconds(), counts);
    assertThat(counts).containsOnlyKeys(Blow.Kind.values());
  }

  /// Blows that nobody has felt would say nothing: however few were planned, and whatever they hit,
  /// the server is stopped until a producer is left without an answer.
  private static void strikeUntilFelt(LogUnderFire log, List<ResendingProducer> producers)
      throws SQLException, InterruptedException {
    for (int i = 0; i < MANY_BLOWS && !isFelt(producers); i++) {
      log.strike(new Blow.ServerStopped());
      assertThat(producers).noneMatch(ResendingProducer::isDone);
    }
    assertThat(isFelt(producers)).as("a producer was left without an answer").isTrue();
  }

  /// Nor would a freeze that met nobody at work: a service is frozen until it is while it holds
  /// rows.
  private static void freezeUntilInTheMiddle(LogUnderFire log, List<ResendingProducer> producers)
      throws SQLException, InterruptedException {
    for (int i = 0; i < MANY_BLOWS && log.inTheMiddle() == 0; i++) {
      log.strike(new Blow.ServiceFrozen(i % PODS, FROZEN_FOR, true));
      assertThat(producers).noneMatch(ResendingProducer::isDone);
    }
    assertThat(log.inTheMiddle()).as("a service was frozen while it held rows").isPositive();
  }

  private static boolean isFelt(List<ResendingProducer> producers) {
    return producers.stream().anyMatch(producer -> producer.unanswered() > 0);
  }

  private Aftermath aftermath(LogOverHttp reading, OwnStack kafka, LogUnderFire log)
      throws InterruptedException {
    Map<String, Object> settings = kafka.kafka();
    try {
      return Aftermath.of(TOPIC, PARTITIONS, testimony, reading, settings, PREFIX);
    } catch (AssertionError e) {
      log.pods().forEach(pod -> BatchLocations.print(pod.log()));
      throw e;
    }
  }

  private void print(
      List<ResendingProducer> producers,
      FollowingReader reader,
      LogUnderFire log,
      Aftermath aftermath) {
    System.out.printf(
        "%d batches acknowledged, %d offsets answered, %d messages told, %d frozen with rows%n",
        testimony.countAcknowledged(),
        testimony.answers().size(),
        aftermath.told().size(),
        log.inTheMiddle());
    producers.forEach(System.out::println);
    System.out.println(reader);
  }
}
