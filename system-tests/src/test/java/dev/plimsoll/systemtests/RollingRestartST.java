package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.api.ApiClient;
import dev.plimsoll.cli.api.Registrations;
import dev.plimsoll.cli.local.LocalSystem;
import dev.plimsoll.cli.local.ServiceName;
import dev.plimsoll.cli.local.ServiceProcess;
import dev.plimsoll.contracts.build.BuildCommand;
import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogTopic;
import dev.plimsoll.contracts.log.TopicPatch;
import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.plan.LanePatch;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.KnownDatabase;
import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.contracts.sync.SyncEvent;
import dev.plimsoll.systemtests.sequencing.Aftermath;
import dev.plimsoll.systemtests.sequencing.AsynchronousIngress;
import dev.plimsoll.systemtests.sequencing.FollowingReader;
import dev.plimsoll.systemtests.sequencing.HighWatermarkWatch;
import dev.plimsoll.systemtests.sequencing.Ingress;
import dev.plimsoll.systemtests.sequencing.KafkaIngress;
import dev.plimsoll.systemtests.sequencing.LogOverHttp;
import dev.plimsoll.systemtests.sequencing.ProducerThread;
import dev.plimsoll.systemtests.sequencing.ResendingProducer;
import dev.plimsoll.systemtests.sequencing.SynchronousIngress;
import dev.plimsoll.systemtests.sequencing.Testimony;
import dev.plimsoll.testkit.Campaign;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An upgrade: processes are stopped and started again in turn, as an orchestrator rolls them, on
/// schemas that a later version has migrated meanwhile, beside a later version's messages.
///
/// First two materializers, while producers write by every ingress path: nothing is lost or
/// doubled, and no high watermark stands still for as long as a lease. Leases are longer here than
/// any start of a service, so that who waits for one is told from who waits for a slow machine.
///
/// Then the others, two of sync and builder, in the middle of an extract, its loads and builds,
/// while a log topic that is still written to gets partitions and a lane gets slots.
@Order(Integer.MAX_VALUE - 2)
final class RollingRestartST {
  private static final String PREFIX = "plimsoll.";
  private static final int PARTITIONS = 4;

  /// Partitions that topics get meanwhile.
  private static final int MORE = 2;

  private static final Ingress.Kind GROWING = Ingress.Kind.SYNCHRONOUS;
  private static final String COPY = "copy";

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
      Map.of("PLIMSOLL_MATERIALIZER_SESSION_IDLE_IN_TRANSACTION_TIMEOUT", LEASE.toString());

  /// In a file, which the others are not to find: to them, whose channel it is not, it would be one
  /// without a connector.
  private static final String LONG_SESSIONS =
      "mp.messaging.incoming.log-events.session.timeout.ms=" + LEASE.toMillis();

  /// On a machine where a service starts in a few seconds.
  private static final Duration STANDS_STILL = Duration.ofSeconds(10);

  /// On a slower one, as long as so many starts: two instances are rolled one after the other, and
  /// files wait for events that were sent before them, whose partitions move meanwhile.
  private static final int STARTS = 4;

  /// What a later version says again, among others.
  private static final List<String> SAID =
      Stream.of(
              DatabaseEvent.Registered.class,
              ReadCommand.class,
              SyncEvent.TableLoaded.class,
              BatchCommitted.class,
              BuildCommand.class,
              BuildEvent.Started.class)
          .map(EventTypes::of)
          .toList();

  private static final Duration BETWEEN_FILES = Duration.ofMillis(400);

  /// What an orchestrator gives it before it kills.
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(30);

  private static final Duration DONE_WITHIN = Duration.ofMinutes(3);

  @TempDir private Path folder;

  private final HttpClient http = ApiClient.http();
  private final Random random = new Random(20);
  private final Map<Ingress.Kind, Testimony> testimonies = new EnumMap<>(Ingress.Kind.class);
  private final List<ResendingProducer> producers = new ArrayList<>();

  @Test
  void nothingIsLostAndNoHighWatermarkStandsStillForALease() throws Exception {
    // Given two materializers, and producers at every ingress path
    try (SystemUnderTest plimsoll =
        SystemUnderTest.start(folder, EnumSet.noneOf(ServiceName.class), LONG_LEASES)) {
      Path settings = writeSettings();
      plimsoll.system().startServices(EnumSet.of(ServiceName.MATERIALIZER));
      List<ServiceProcess> pods =
          List.of(
              plimsoll.system().service(ServiceName.MATERIALIZER),
              plimsoll.system().startAnother(ServiceName.MATERIALIZER));
      startProducers(plimsoll, addresses(pods));
      try (FollowingReader reader =
          FollowingReader.start(
              log(plimsoll, pods), topic(Ingress.Kind.SYNCHRONOUS), 0, new Random(21))) {
        rollMaterializers(plimsoll, pods);
        Files.delete(settings);
        producers.stream()
            .filter(producer -> producer.ingress() != GROWING)
            .forEach(ResendingProducer::stop);
        rollTheOthers(plimsoll, pods);
        // Then all that was acknowledged is there, once and where it was said to be
        ProducerThread.awaitDone(producers, DONE_WITHIN);
        producers.forEach(System.out::println);
        requireNothingLostOrDoubled(log(plimsoll, pods), plimsoll.kafka(), reader);
      } finally {
        producers.forEach(ResendingProducer::close);
      }
    } finally {
      http.shutdownNow();
    }
  }

  private Path writeSettings() throws IOException {
    Path config = Files.createDirectories(folder.resolve("home/run/config"));
    return Files.writeString(config.resolve("application.properties"), LONG_SESSIONS);
  }

  private void rollMaterializers(SystemUnderTest plimsoll, List<ServiceProcess> pods)
      throws Exception {
    try (HighWatermarkWatch watch = HighWatermarkWatch.start(log(plimsoll, pods), topics())) {
      // When a later version's migration has run and a producer of its kind writes, and each is
      // stopped and started again
      LaterSchema.migrate(plimsoll, "materializer");
      add(
          KafkaIngress.later(plimsoll.kafka(), Topic.LOG_EVENTS.name(PREFIX)),
          topic(Ingress.Kind.KAFKA),
          PARTITIONS);
      Duration slowest = Duration.ZERO;
      for (int round = 0; round < ROUNDS; round++) {
        for (ServiceProcess pod : pods) {
          Duration start = roll(pod);
          slowest = start.compareTo(slowest) > 0 ? start : slowest;
          watch.print();
        }
      }
      // Then none stood still for long
      Duration most = mostForAStartOf(slowest);
      assertThat(watch.longestByTopic())
          .containsOnlyKeys(topics())
          .allSatisfy((topic, longest) -> assertThat(longest).as(topic).isLessThan(most));
    }
  }

  private void rollTheOthers(SystemUnderTest plimsoll, List<ServiceProcess> pods) throws Exception {
    // Given an extract, its loads and builds, which cannot end before all of it has happened
    LocalSystem system = plimsoll.system();
    system.startServices(EnumSet.of(ServiceName.PLANNER, ServiceName.SYNC, ServiceName.BUILDER));
    ServiceProcess otherSync = system.startAnother(ServiceName.SYNC);
    ServiceProcess otherBuilder = system.startAnother(ServiceName.BUILDER);
    DatabaseAddress source = plimsoll.createDatabase("shop");
    try (Connection connection = plimsoll.open(source)) {
      Shop.create(connection);
    }
    Registrations.register(plimsoll.planner(), plimsoll.sync(), "shop", source);
    DatabaseAddress target = plimsoll.createDatabase(COPY);
    ShopRun run;
    List<Topic> letters;
    try (LaterMessages later = new LaterMessages(plimsoll.kafka(), PREFIX)) {
      try (HeldBuilds _ = new HeldBuilds(plimsoll.open(target))) {
        run = ShopRun.start(plimsoll, COPY, target);
        awaitThat("it is read", run::isExtracting);

        // When migrations of a later version run, old and new read and load side by side, and the
        // topics that are written to grow
        LaterSchema.migrate(plimsoll, "planner", "sync");
        assertThat(run.view().state()).isEqualTo(ExtractView.State.RUNNING);
        roll(system.service(ServiceName.SYNC));
        grow(plimsoll, run, addresses(pods));
        roll(otherSync);

        // And old and new build side by side, in a lane that has grown, and are told things by a
        // later version
        awaitThat("it is built", run::isBuilding);
        assertThat(plimsoll.planner().changeLane(Lane.SMALL, new LanePatch(5)).slots())
            .isEqualTo(5);
        assertThat(later.sayAgain()).containsAll(SAID);
        letters = later.sayTheUnknown();
        later.register("later", "later-kind");
        roll(system.service(ServiceName.BUILDER));
        roll(system.service(ServiceName.PLANNER));
        roll(otherBuilder);
      }

      // Then it ends as if nothing had happened
      run.requireWholeAndOnce(source);
      later.awaitRead();
      try (Connection control = plimsoll.openControl()) {
        assertThat(LedgerHistory.violations(control, COPY)).isEmpty();
        assertThat(LedgerHistory.inUse(control, COPY)).isZero();
      }
      // And of what a later version says, only what is unknown as a whole is put aside
      List<LaterMessages.Letter> found = later.letters();
      assertThat(found)
          .allSatisfy(letter -> assertThat(letter.reason()).contains("malformed-message"));
      assertThat(found.stream().map(LaterMessages.Letter::topic))
          .as("%s", found)
          .containsExactlyInAnyOrderElementsOf(letters);
      assertThat(plimsoll.sync().databases())
          .extracting(KnownDatabase::name)
          .containsExactlyInAnyOrder("shop", COPY, "later");
    }
  }

  private static void awaitThat(String what, Callable<Boolean> holds) {
    await(what).atMost(DONE_WITHIN).pollInterval(Duration.ofMillis(25)).until(holds);
  }

  /// A topic that producers write to, and those of the extract.
  private void grow(SystemUnderTest plimsoll, ShopRun run, List<URI> addresses) {
    awaitThat("the extract has a topic", () -> run.rowsExtracted() > 0);
    Set<String> growing = new HashSet<>(run.extract().topics());
    growing.add(topic(GROWING));
    for (LogTopic topic : plimsoll.materializer().topics()) {
      if (growing.contains(topic.topic())) {
        int partitions = topic.partitions() + MORE;
        TopicPatch more = new TopicPatch(partitions, null, null, null);
        assertThat(plimsoll.materializer().change(topic.topic(), more).partitions())
            .isEqualTo(partitions);
      }
    }
    add(ingress(GROWING, plimsoll, addresses), topic(GROWING), PARTITIONS + MORE);
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
      add(ingress(kind, plimsoll, addresses), topic(kind), PARTITIONS);
    }
  }

  private void add(Ingress ingress, String topic, int partitions) {
    ResendingProducer producer =
        ResendingProducer.start(
            ingress,
            topic,
            partitions,
            "producer-" + producers.size(),
            new Random(random.nextLong()),
            testimonies.get(ingress.kind()));
    producer.pauseUpTo(BETWEEN_FILES);
    producers.add(producer);
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
    assertThat(producers)
        .filteredOn(producer -> !producer.isStopping())
        .isNotEmpty()
        .noneMatch(ResendingProducer::isDone);
    System.out.printf(
        "%s stopped in %d ms, ready again in %d ms%n",
        pod.address(), Duration.between(begin, gone).toMillis(), start.toMillis());
    return start;
  }

  private void requireNothingLostOrDoubled(
      LogOverHttp reading, Map<String, Object> kafka, FollowingReader reader)
      throws InterruptedException {
    List<String> findings = new ArrayList<>();
    for (Ingress.Kind kind : Ingress.Kind.values()) {
      Testimony testimony = testimonies.get(kind);
      int partitions = kind == GROWING ? PARTITIONS + MORE : PARTITIONS;
      Aftermath aftermath =
          Aftermath.of(topic(kind), partitions, testimony, reading, kafka, PREFIX);
      findings.addAll(aftermath.findings(testimony));
      assertThat(aftermath.stored()).hasSize(partitions).doesNotContainValue(List.of());
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
