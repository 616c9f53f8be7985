package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.local.LocalSettings;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.systemtests.sequencing.Aftermath;
import dev.plimsoll.systemtests.sequencing.BatchId;
import dev.plimsoll.systemtests.sequencing.BlowPlan;
import dev.plimsoll.systemtests.sequencing.KafkaIngress;
import dev.plimsoll.systemtests.sequencing.LogOverHttp;
import dev.plimsoll.systemtests.sequencing.LogPost;
import dev.plimsoll.systemtests.sequencing.MixingProducer;
import dev.plimsoll.systemtests.sequencing.Oracle;
import dev.plimsoll.systemtests.sequencing.ProducerThread;
import dev.plimsoll.systemtests.sequencing.Testimony;
import dev.plimsoll.testkit.Campaign;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The log's PostgreSQL fails over to a standby that had been cut off, again and again, under two
/// materializers that go on, while producers mix all ingress paths. The long form also strikes
/// sessions, servers, services and Kafka, as [KillsWhileSequencingST] does.
///
/// Every batch that was acknowledged before the standby was cut off, or after its producer began
/// anew, has its offsets once; none lies in a topic that it was not sent to.
@Order(5)
final class FailoverST {
  private static final String TOPIC = "failover";
  private static final String PREFIX = "plimsoll.";
  private static final int PARTITIONS = 12;
  private static final int PODS = 2;
  private static final int FEW_PRODUCERS = 4;
  private static final int MANY_PRODUCERS = 10;
  private static final int MANY_BLOWS = 60;
  private static final Duration LONGEST_CUT_OFF = Duration.ofSeconds(2);
  private static final Duration DONE_WITHIN = Duration.ofMinutes(2);

  @TempDir private Path folder;

  private final Testimony testimony = new Testimony();
  private final List<String> freshTopics = new ArrayList<>();
  private final HttpClient http = ApiClient.http();

  @Test
  void whatTheSurvivingDatabaseHasHasOneOffset() throws Exception {
    long seed = Campaign.seed();
    Random random = new Random(seed);
    int failovers = Campaign.rounds(1, 10);
    List<BlowPlan.Planned> plan =
        Campaign.isLong() ? BlowPlan.of(random, MANY_BLOWS, PODS) : List.of();
    // Given two materializers, and an address behind which PostgreSQL is exchanged
    try (OwnStack kafka = OwnStack.start(newFolder("kafka"));
        FailoverServer postgres = FailoverServer.start(newFolder("servers"), kafka.secrets());
        SystemUnderTest plimsoll =
            SystemUnderTest.startOn(
                kafka,
                settings(kafka, postgres),
                EnumSet.of(ServiceName.MATERIALIZER),
                newFolder("unused"))) {
      Databases databases = postgres.databases(newFolder("databases"));
      try (LogUnderFire log = LogUnderFire.start(kafka, postgres, databases, plimsoll)) {
        String token = plimsoll.system().token();
        LogOverHttp reading = new LogOverHttp(http, log.addresses(), token);
        LogPost post = new LogPost(http, log.addresses(), token);
        create(post, TOPIC, PARTITIONS);
        List<MixingProducer> producers = start(kafka, log, token, random);
        try {
          // When strikes and failovers befall it
          int struck = 0;
          for (int failover = 1; failover <= failovers; failover++) {
            int until = plan.size() * failover / failovers;
            strike(log, plan.subList(struck, until), producers);
            struck = until;
            failOver(postgres, databases, log, token, producers, failover, random);
          }
          ProducerThread.awaitDone(producers, DONE_WITHIN);
          // Then what was acknowledged and cannot be lost is there, once
          AtomicReference<List<String>> findings = new AtomicReference<>(List.of());
          try {
            // What is told last may be lost, and what is not may not be told yet.
            await()
                .atMost(DONE_WITHIN)
                .until(
                    () -> {
                      findings.set(findings(reading, kafka));
                      return findings.get().isEmpty();
                    });
          } catch (ConditionTimeoutException e) {
            log.pods().forEach(pod -> BatchLocations.print(pod.log()));
          }
          producers.forEach(System.out::println);
          assertThat(findings.get()).as("seed %d", seed).isEmpty();
        } finally {
          producers.forEach(MixingProducer::close);
        }
      }
    } finally {
      http.shutdownNow();
    }
  }

  private Path newFolder(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  private LocalSettings settings(OwnStack kafka, FailoverServer postgres) {
    Map<String, String> environment = new HashMap<>(kafka.environment());
    environment.put(
        "PLIMSOLL_POSTGRES",
        "127.0.0.1:%d/%s".formatted(postgres.port(), kafka.description().postgres().database()));
    return SystemUnderTest.settings(folder, environment);
  }

  private static void create(LogPost post, String topic, int partitions) {
    await("topic " + topic)
        .atMost(DONE_WITHIN)
        .until(
            () ->
                !post.send("/topics", new TopicRequest(topic, partitions, null, null, null))
                    .isNone());
  }

  private List<MixingProducer> start(
      OwnStack kafka, LogUnderFire log, String token, Random random) {
    List<MixingProducer> producers = new ArrayList<>();
    int count = Campaign.isLong() ? MANY_PRODUCERS : FEW_PRODUCERS;
    for (int i = 0; i < count; i++) {
      producers.add(
          MixingProducer.start(
              new KafkaIngress(kafka.kafka(), Topic.LOG_EVENTS.name(PREFIX)),
              new LogPost(http, log.addresses(), token),
              TOPIC,
              PARTITIONS,
              "producer-" + i,
              new Random(random.nextLong()),
              testimony));
    }
    return producers;
  }

  private static void strike(
      LogUnderFire log, List<BlowPlan.Planned> plan, List<MixingProducer> producers)
      throws Exception {
    for (BlowPlan.Planned planned : plan) {
      // Moments are to be random here; nothing is waited for.
      TimeUnit.MILLISECONDS.sleep(planned.pause().toMillis());
      System.out.printf("%s %s%n", Instant.now(), planned.blow());
      log.strike(planned.blow());
      assertThat(producers).noneMatch(MixingProducer::isDone);
    }
    log.thaw();
  }

  /// Meanwhile both services learn numbers that the standby will give to something else.
  private void failOver(
      FailoverServer postgres,
      Databases databases,
      LogUnderFire log,
      String token,
      List<MixingProducer> producers,
      int failover,
      Random random)
      throws Exception {
    int before = testimony.countAcknowledged();
    await("producers are at work")
        .atMost(DONE_WITHIN)
        .until(() -> testimony.countAcknowledged() > before + producers.size());
    producers.forEach(MixingProducer::standbyIsCutOff);
    postgres.cutOff(databases);
    String doomed = "doomed." + failover;
    List<LogPost> pods =
        log.addresses().stream().map(pod -> new LogPost(http, List.of(pod), token)).toList();
    create(pods.getFirst(), doomed, 1);
    for (int pod = 0; pod < pods.size(); pod++) {
      append(pods.get(pod), doomed, "before-" + pod);
    }
    // Moments are to be random here; nothing is waited for.
    TimeUnit.MILLISECONDS.sleep(random.nextLong(LONGEST_CUT_OFF.toMillis()));
    // One in two is noticed late by one of the services, with all that it knew before.
    if (random.nextBoolean()) {
      try (FrozenProcess _ = log.frozen(random.nextInt(PODS))) {
        postgres.failOver();
      }
    } else {
      postgres.failOver();
    }
    System.out.printf("%s failed over for the %d. time%n", Instant.now(), failover);
    // then a topic that has its numbers now gets nothing of what was meant for it
    String fresh = "fresh." + failover;
    create(pods.getFirst(), fresh, 1);
    for (int pod = 0; pod < pods.size(); pod++) {
      assertThat(append(pods.get(pod), doomed, "after-" + pod).isUnknown()).isTrue();
      assertThat(append(pods.get(pod), fresh, "new-" + pod).body().at("/batches/0/baseOffset"))
          .hasToString(Integer.toString(pod));
    }
    freshTopics.add(fresh);
    producers.forEach(MixingProducer::failedOver);
    try {
      await("producers have begun anew")
          .atMost(DONE_WITHIN)
          .until(
              () ->
                  producers.stream()
                      .allMatch(producer -> !producer.isDone() && producer.isCertain()));
    } catch (ConditionTimeoutException e) {
      producers.stream()
          .filter(producer -> !producer.isCertain())
          .forEach(producer -> System.out.println(producer.whereabouts()));
      log.pods().forEach(pod -> BatchLocations.print(pod.log()));
      throw e;
    }
  }

  private static LogPost.Answered append(LogPost post, String topic, String producer) {
    FileBatch batch =
        new FileBatch(topic, 0, producer, 0, 0, 0, 1, 1, Instant.parse("2026-01-01T00:00:00Z"));
    return await("an answer for " + topic)
        .atMost(DONE_WITHIN)
        .until(
            () ->
                post.send(
                    "/files?wait=offsets",
                    new FileAppended("objects", topic + "/" + producer, List.of(batch))),
            answered -> !answered.isNone());
  }

  private List<String> findings(LogOverHttp reading, OwnStack kafka) throws InterruptedException {
    Aftermath aftermath =
        Aftermath.of(TOPIC, PARTITIONS, testimony, reading, kafka.kafka(), PREFIX);
    Set<BatchCommitted> stored = new HashSet<>();
    aftermath.stored().values().stream().flatMap(Collection::stream).forEach(stored::add);
    List<String> findings =
        new ArrayList<>(
            Oracle.findingsAfterFailovers(testimony, aftermath.stored(), aftermath.told()));
    reading
        .audit("")
        .filter(audit -> !audit.clean())
        .ifPresent(audit -> findings.add("the audit says " + audit));
    for (String fresh : freshTopics) {
      List<String> producers =
          reading.all(fresh, 0).stream().map(BatchCommitted::producerId).toList();
      if (!producers.equals(List.of("new-0", "new-1"))) {
        findings.add("topic %s has batches of %s".formatted(fresh, producers));
      }
    }
    long lost = aftermath.told().stream().map(BatchId::of).distinct().count() - stored.size();
    System.out.printf(
        "%d batches acknowledged for good, %d stored, %d told and lost, %d offsets answered%n",
        testimony.countAcknowledged(), stored.size(), lost, testimony.answers().size());
    return findings;
  }
}
