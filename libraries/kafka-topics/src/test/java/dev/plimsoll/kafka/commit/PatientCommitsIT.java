package dev.plimsoll.kafka.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.testkit.Stack;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.commit.KafkaCommitHandler;
import io.smallrye.reactive.messaging.kafka.commit.KafkaThrottledLatestProcessedCommit;
import io.smallrye.reactive.messaging.kafka.impl.ReactiveKafkaConsumer;
import io.smallrye.reactive.messaging.kafka.impl.RuntimeKafkaSourceConfiguration;
import io.vertx.mutiny.core.Context;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// With a broker that cannot be reached at first.
final class PatientCommitsIT {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATE = Duration.ofSeconds(30);

  private static final Duration HOLDS_BACK = Duration.ofSeconds(4);

  private final DeferredPort ingress = DeferredPort.closed();
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final AtomicInteger failures = new AtomicInteger();
  private ReactiveKafkaConsumer<String, String> consumer;
  private KafkaConnectorIncomingConfiguration configuration;

  /// @param answer within which a broker is to answer, and close the consumer
  private void open(Duration answer) {
    Map<String, String> settings = settings(answer);
    Config config =
        new SmallRyeConfigBuilder()
            .withDefaultValues(settings)
            .withDefaultValue("channel-name", "test")
            .withDefaultValue("connector", "smallrye-kafka")
            .build();
    configuration = new KafkaConnectorIncomingConfiguration(config);
    consumer =
        new ReactiveKafkaConsumer<>(
            new HashMap<>(settings),
            null,
            null,
            RuntimeKafkaSourceConfiguration.buildFromConfiguration(configuration),
            false,
            100,
            true,
            false,
            _ -> {},
            (_, _) -> failures.incrementAndGet(),
            context.getDelegate());
  }

  private Map<String, String> settings(Duration answer) {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", "127.0.0.1:" + ingress.port());
    settings.put("group.id", UUID.randomUUID().toString());
    settings.put("topic", "any");
    settings.put("max.poll.records", "1");
    settings.put("auto.offset.reset", "earliest");
    settings.put("fetch.max.wait.ms", Long.toString(HOLDS_BACK.toMillis()));
    settings.put("default.api.timeout.ms", Long.toString(answer.toMillis()));
    settings.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    settings.put("value.deserializer", settings.get("key.deserializer"));
    return settings;
  }

  @AfterEach
  void close() throws IOException {
    consumer.close();
    ingress.close();
    vertx.closeAndAwait();
  }

  private CompletableFuture<?> receive(KafkaCommitHandler commits) {
    IncomingKafkaRecord<String, String> message =
        new IncomingKafkaRecord<>(
            new ConsumerRecord<>("any", 0, 0, "key", "value"), "test", 0, commits, null, false);
    CompletableFuture<Object> received = new CompletableFuture<>();
    context.runOnContext(
        () ->
            commits
                .received(message)
                .subscribe()
                .with(received::complete, received::completeExceptionally));
    return received;
  }

  @Test
  void theFrameworksOwnStrategyFailsTheChannelWhereTheBrokerDoesNotAnswer() {
    open(SOON);
    KafkaThrottledLatestProcessedCommit commits =
        new KafkaThrottledLatestProcessedCommit.Factory()
            .create(configuration, vertx, consumer, (_, _) -> failures.incrementAndGet());
    commits.capture(context);

    assertThat(receive(commits))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableOfType(ExecutionException.class);
  }

  @Test
  void asksAgainUntilTheBrokerAnswers() throws IOException {
    // given
    open(SOON);
    PatientCommits commits =
        new PatientCommits.Factory()
            .create(configuration, vertx, consumer, (_, _) -> failures.incrementAndGet());
    commits.capture(context);
    CompletableFuture<?> received = receive(commits);
    await()
        .atMost(Duration.ofMinutes(1))
        .during(Duration.ofSeconds(2))
        .until(() -> !received.isDone());

    // when
    ingress.open(Stack.get().kafkaBootstrap());

    // then
    await().atMost(Duration.ofMinutes(1)).until(received::isDone);
    assertThat(received).isCompleted();
    assertThat(failures).hasValue(0);
  }

  @Test
  void neitherTheFirstMessageOfAPartitionNorTheEndWaitsForAPoll() throws IOException {
    // given polls that have no end
    open(LATE);
    ingress.open(Stack.get().kafkaBootstrap());
    PatientCommits commits =
        new PatientCommits.Factory()
            .create(configuration, vertx, consumer, (_, _) -> failures.incrementAndGet());
    commits.capture(context);

    // then
    CompletableFuture<?> first = pollEndlessly();
    CompletableFuture<?> received = receive(commits);
    await().atMost(Duration.ofMinutes(1)).until(received::isDone);
    assertThat(received).isCompleted();
    assertThat(first).isDone();

    CompletableFuture<?> second = pollEndlessly();
    commits.terminate(false);
    await().atMost(Duration.ofMinutes(1)).until(second::isDone);
  }

  @Test
  void channelsThatAreClosedOneAfterTheOtherWaitForTheBrokerTogether() throws Exception {
    // given channels that read, one after the other, whose broker holds its answers back for long
    ingress.open(Stack.get().kafkaBootstrap());
    String topic = "commits-" + UUID.randomUUID();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", Stack.get().kafkaBootstrap()))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
    PatientCommits.Factory factory = new PatientCommits.Factory();
    List<ReactiveKafkaConsumer<String, String>> channels = new ArrayList<>();
    for (int channel = 0; channel < 3; channel++) {
      open(LATE);
      factory.create(configuration, vertx, consumer, (_, _) -> failures.incrementAndGet());
      channels.add(consumer);
      read(consumer, topic);
      // Their answers are to come one after the other.
      Thread.sleep(HOLDS_BACK.dividedBy(3));
    }

    // when they are closed, whose answer is the last to come first
    long begun = System.nanoTime();
    factory.stop(this);
    channels.reversed().forEach(ReactiveKafkaConsumer::close);

    // then that takes no longer than one answer
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    System.out.println("closed within " + took);
    assertThat(took).isLessThan(HOLDS_BACK.multipliedBy(3).dividedBy(2));
  }

  private static void read(ReactiveKafkaConsumer<String, String> channel, String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    channel
        .runOnPollingThread(
            client -> {
              client.assign(List.of(partition));
              return client.position(partition); // once this is known it is read
            })
        .await()
        .atMost(LATE);
    poll(channel);
  }

  private static void poll(ReactiveKafkaConsumer<String, String> channel) {
    channel
        .runOnPollingThread(
            client -> {
              return client.poll(Duration.ofMillis(100));
            })
        .subscribe()
        .with(_ -> poll(channel), _ -> {}); // until it is closed
  }

  private CompletableFuture<?> pollEndlessly() {
    return consumer
        .runOnPollingThread(
            client -> {
              client.subscribe(List.of("any"));
              return client.poll(Duration.ofDays(1));
            })
        .subscribeAsCompletionStage();
  }
}
