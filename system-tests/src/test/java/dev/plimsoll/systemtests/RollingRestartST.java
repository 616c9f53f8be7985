package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.local.ServiceProcess;
import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.systemtests.sequencing.Aftermath;
import dev.plimsoll.systemtests.sequencing.AsynchronousIngress;
import dev.plimsoll.systemtests.sequencing.FollowingReader;
import dev.plimsoll.systemtests.sequencing.HighWatermarkWatch;
import dev.plimsoll.systemtests.sequencing.Ingress;
import dev.plimsoll.systemtests.sequencing.KafkaIngress;
import dev.plimsoll.systemtests.sequencing.LogOverHttp;
import dev.plimsoll.systemtests.sequencing.ResendingProducer;
import dev.plimsoll.systemtests.sequencing.SynchronousIngress;
import dev.plimsoll.systemtests.sequencing.Testimony;
import dev.plimsoll.testkit.Campaign;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two materializers are stopped and started again in turn, as an orchestrator rolls them, while
/// producers write by every ingress path: nothing is lost or doubled, and no high watermark stands
/// still for as long as a lease. Leases are longer here than any start of a service, so that who
/// waits for one is told from who waits for a slow machine.
@Order(Integer.MAX_VALUE - 2)
final class RollingRestartST {
  private static final String PREFIX = "plimsoll.";
  private static final int PARTITIONS = 4;

  /// One each.
  private static final List<Ingress.Kind> WRITERS =
      List.of(
          Ingress.Kind.KAFKA,
          Ingress.Kind.ASYNCHRONOUS,
          Ingress.Kind.ASYNCHRONOUS,
          Ingress.Kind.SYNCHRONOUS);

  private static final int ROUNDS = Campaign.rounds(1, 4);

  /// After which a frozen instance loses its shards, and a killed one its partitions of log.events.
  private static final Duration LEASE = Duration.ofMinutes(3);

  private static final Map<String, String> LONG_LEASES =
      Map.of(
          "PLIMSOLL_MATERIALIZER_SESSION_IDLE_IN_TRANSACTION_TIMEOUT",
          LEASE.toString(),
          "MP_MESSAGING_INCOMING_LOG_EVENTS_SESSION_TIMEOUT_MS",
          Long.toString(LEASE.toMillis()));

  /// On a machine where a service starts in a few seconds.
  private static final Duration STANDS_STILL = Duration.ofSeconds(10);

  /// On a slower one, as long as so many starts: two instances are rolled one after the other, and
  /// files wait for events that were sent before them, whose partitions move meanwhile.
  private static final int STARTS = 4;

  /// What an orchestrator gives it before it kills.
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);

  private static final Duration DONE_WITHIN = Duration.ofMinutes(3);

  @TempDir private Path folder;

  private final HttpClient http = ApiClient.http();
  private final Random random = new Random(20);
  private final Map<Ingress.Kind, Testimony> testimonies = new EnumMap<>(Ingress.Kind.class);
  private final List<ResendingProducer> producers = new ArrayList<>();

  @Test
  void noHighWatermarkStandsStillForALease() throws Exception {
    // Given two materializers, and producers at every ingress path
    try (SystemUnderTest plimsoll =
        SystemUnderTest.start(folder, EnumSet.of(ServiceName.MATERIALIZER), LONG_LEASES)) {
      List<ServiceProcess> pods =
          List.of(
              plimsoll.system().service(ServiceName.MATERIALIZER),
              plimsoll.system().startAnother(ServiceName.MATERIALIZER));
      startProducers(plimsoll, addresses(pods));
      try (HighWatermarkWatch watch = HighWatermarkWatch.start(log(plimsoll, pods), topics());
          FollowingReader reader =
              FollowingReader.start(
                  log(plimsoll, pods), topic(Ingress.Kind.SYNCHRONOUS), 0, new Random(21))) {
        // When each is stopped and started again
        Duration slowest = Duration.ZERO;
        for (int round = 0; round < ROUNDS; round++) {
          for (ServiceProcess pod : pods) {
            Duration start = roll(pod);
            slowest = start.compareTo(slowest) > 0 ? start : slowest;
            print(watch);
          }
        }
        // Then none stood still for long
        Duration most = mostForAStartOf(slowest);
        assertThat(watch.longestByTopic())
            .containsOnlyKeys(topics())
            .allSatisfy((topic, longest) -> assertThat(longest).as(topic).isLessThan(most));
        // And all that was acknowledged is there, once and where it was said to be
        awaitDone();
        requireNothingLostOrDoubled(log(plimsoll, pods), plimsoll.kafka(), reader);
      } finally {
        producers.forEach(ResendingProducer::close);
      }
    } finally {
      http.shutdownNow();
    }
  }

  /// As long as some starts take, of which the slowest was this; never as long as a lease.
  private static Duration mostForAStartOf(Duration slowest) {
    Duration most = slowest.multipliedBy(STARTS);
    if (most.compareTo(STANDS_STILL) < 0) {
      return STANDS_STILL;
    }
    return most.compareTo(LEASE) < 0 ? most : LEASE;
  }

  /// A topic for each ingress path: what comes by one does not move the high watermarks of the
  /// others.
  private static String topic(Ingress.Kind ingress) {
    return "rolling." + ingress.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> topics() {
    return List.of(Ingress.Kind.values()).stream().map(RollingRestartST::topic).toList();
  }

  private static List<URI> addresses(List<ServiceProcess> pods) {
    return pods.stream().map(ServiceProcess::address).toList();
  }

  private LogOverHttp log(SystemUnderTest plimsoll, List<ServiceProcess> pods) {
    return new LogOverHttp(http, addresses(pods), plimsoll.system().token());
  }

  private void startProducers(SystemUnderTest plimsoll, List<URI> addresses) {
    for (Ingress.Kind kind : Ingress.Kind.values()) {
      plimsoll.materializer().create(new TopicRequest(topic(kind), PARTITIONS, null, null, null));
      testimonies.put(kind, new Testimony());
    }
    for (Ingress.Kind kind : WRITERS) {
      producers.add(
          ResendingProducer.start(
              ingress(kind, plimsoll, addresses),
              topic(kind),
              PARTITIONS,
              "producer-" + producers.size(),
              new Random(random.nextLong()),
              testimonies.get(kind)));
    }
  }

  private Ingress ingress(Ingress.Kind kind, SystemUnderTest plimsoll, List<URI> addresses) {
    String token = plimsoll.system().token();
    return switch (kind) {
      case KAFKA -> new KafkaIngress(plimsoll.kafka(), Topic.LOG_EVENTS.name(PREFIX));
      case ASYNCHRONOUS -> new AsynchronousIngress(http, addresses, token);
      case SYNCHRONOUS -> new SynchronousIngress(http, addresses, token);
    };
  }

  /// The next one follows as soon as this one says that it is ready.
  ///
  /// @return how long that took
  private Duration roll(ServiceProcess pod) {
    Instant begin = Instant.now();
    assertThat(pod.terminate(STOPS_WITHIN)).as("%s has stopped", pod.address()).isTrue();
    Instant gone = Instant.now();
    pod.restart();
    Duration start = Duration.between(gone, Instant.now());
    assertThat(producers).noneMatch(ResendingProducer::isDone);
    System.out.printf(
        "%s stopped in %d ms, ready again in %d ms%n",
        pod.address(), Duration.between(begin, gone).toMillis(), start.toMillis());
    return start;
  }

  private static void print(HighWatermarkWatch watch) {
    watch
        .longestByTopic()
        .forEach(
            (topic, longest) ->
                System.out.printf(
                    "  %s: a high watermark stood still for %d ms%n", topic, longest.toMillis()));
    System.out.printf("  all of them for %d ms%n", watch.longestOfAll().toMillis());
  }

  private void awaitDone() {
    producers.forEach(ResendingProducer::stop);
    await("every batch is acknowledged")
        .atMost(DONE_WITHIN)
        .until(() -> producers.stream().allMatch(ResendingProducer::isDone));
    producers.forEach(System.out::println);
  }

  private void requireNothingLostOrDoubled(
      LogOverHttp reading, Map<String, Object> kafka, FollowingReader reader)
      throws InterruptedException {
    List<String> findings = new ArrayList<>();
    for (Ingress.Kind kind : Ingress.Kind.values()) {
      Testimony testimony = testimonies.get(kind);
      Aftermath aftermath =
          Aftermath.of(topic(kind), PARTITIONS, testimony, reading, kafka, PREFIX);
      findings.addAll(aftermath.findings(testimony));
      if (kind == Ingress.Kind.SYNCHRONOUS) {
        findings.addAll(reader.findings(aftermath.stored().get(reader.partition())));
      }
      System.out.printf(
          "%s: %d batches acknowledged, %d told%n",
          topic(kind), testimony.countAcknowledged(), aftermath.told().size());
    }
    System.out.println(reader);
    assertThat(findings).isEmpty();
  }
}
