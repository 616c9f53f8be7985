package dev.plimsoll.kafka.commit;

import static org.awaitility.Awaitility.await;

import dev.plimsoll.testkit.Stack;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.commit.KafkaCommitHandler;
import io.smallrye.reactive.messaging.kafka.impl.ReactiveKafkaConsumer;
import io.smallrye.reactive.messaging.kafka.impl.RuntimeKafkaSourceConfiguration;
import io.vertx.mutiny.core.Context;
import io.vertx.mutiny.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A member that reads ahead and is woken while its partitions are revoked shares its group with
/// one that comes and goes: between them they handle every message.
final class WokenRebalancesIT {
  private static final int PARTITIONS = 4;
  private static final Duration DONE_WITHIN = Duration.ofMinutes(1);
  private static final Duration JOINED_WITHIN = Duration.ofSeconds(20);
  private static final int ROUNDS = 5;
  private static final int MILLIS_BETWEEN_MESSAGES = 10;

  /// So long that messages wait in the member.
  private static final int MILLIS_OF_A_MESSAGE = 20;

  private final String topic = "woken-" + UUID.randomUUID();
  private final Set<String> handled = ConcurrentHashMap.newKeySet();
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void noMessageIsPassedOver(String protocol) throws Exception {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, Stack.get().kafkaBootstrap()))) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    }
    int sent = 0;
    ReactiveKafkaConsumer<String, String> member = join(protocol);
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", Stack.get().kafkaBootstrap()),
            new StringSerializer(),
            new StringSerializer())) {
      // given messages that come all the time
      for (int round = 0; round < ROUNDS; round++) {
        // when another member comes and goes, and the first one is woken while it gives away
        try (KafkaConsumer<String, String> other = new KafkaConsumer<>(settings(protocol))) {
          other.subscribe(List.of(topic));
          long until = System.nanoTime() + JOINED_WITHIN.toNanos();
          while (other.assignment().isEmpty() && System.nanoTime() < until) {
            producer.send(new ProducerRecord<>(topic, sent % PARTITIONS, "", "" + sent++));
            // A pace of messages; the assignment is what is waited for.
            TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_MESSAGES);
            // What it handles comes once more to the first: it commits nothing.
            other.poll(Duration.ofMillis(1)).forEach(message -> handled.add(message.value()));
          }
        }
      }
      producer.flush();
      // then what they have handled is all of it
      int all = sent;
      await("all of " + all).atMost(DONE_WITHIN).until(() -> handled.size() == all);
    } finally {
      member.close();
      vertx.closeAndAwait();
    }
  }

  private Map<String, Object> settings(String protocol) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", Stack.get().kafkaBootstrap());
    settings.put("group.id", topic);
    settings.put("group.protocol", protocol);
    settings.put("topic", topic);
    if (protocol.equals("classic")) {
      settings.put("heartbeat.interval.ms", "100");
    }
    settings.put("enable.auto.commit", "false");
    // There is always something to commit when partitions are revoked.
    settings.put("auto.commit.interval.ms", "60000");
    settings.put("auto.offset.reset", "earliest");
    settings.put("key.deserializer", StringDeserializer.class.getName());
    settings.put("value.deserializer", StringDeserializer.class.getName());
    return settings;
  }

  /// A member as the messaging framework makes it, whose messages take some milliseconds each.
  private ReactiveKafkaConsumer<String, String> join(String protocol) {
    Map<String, Object> settings = settings(protocol);
    SmallRyeConfigBuilder config =
        new SmallRyeConfigBuilder()
            .withDefaultValue("channel-name", "test")
            .withDefaultValue("connector", "smallrye-kafka");
    settings.forEach((name, value) -> config.withDefaultValue(name, value.toString()));
    KafkaConnectorIncomingConfiguration configuration =
        new KafkaConnectorIncomingConfiguration(config.build());
    ReactiveKafkaConsumer<String, String> consumer =
        new ReactiveKafkaConsumer<>(
            settings,
            null,
            null,
            RuntimeKafkaSourceConfiguration.buildFromConfiguration(configuration),
            false,
            100,
            true,
            false,
            _ -> {},
            (_, _) -> {},
            context.getDelegate());
    PatientCommits commits =
        new PatientCommits.Factory().create(configuration, vertx, consumer, (_, _) -> {});
    commits.capture(context);
    consumer.setRebalanceListener(null, new Woken(consumer, commits));
    consumer
        .subscribe(Set.of(topic))
        .onItem()
        .transformToUniAndConcatenate(
            message ->
                commits.received(
                    new IncomingKafkaRecord<>(message, "test", 0, commits, null, false)))
        .onItem()
        .transformToUniAndConcatenate(
            message ->
                Uni.createFrom()
                    .item(
                        () -> {
                          pause();
                          handled.add(message.getPayload());
                          return message;
                        })
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                    .onItem()
                    .transformToUni(done -> commits.handle(done)))
        .subscribe()
        .with(_ -> {}, e -> System.out.println("the channel ended: " + e));
    return consumer;
  }

  /// Wakes the client at the moment that matters.
  private record Woken(ReactiveKafkaConsumer<?, ?> consumer, KafkaCommitHandler commits)
      implements KafkaCommitHandler {
    @Override
    public void partitionsAssigned(Collection<TopicPartition> partitions) {
      commits.partitionsAssigned(partitions);
    }

    @Override
    public void partitionsRevoked(Collection<TopicPartition> partitions) {
      Objects.requireNonNull(consumer.unwrap()).wakeup();
      commits.partitionsRevoked(partitions);
    }

    @Override
    public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> message) {
      return commits.handle(message);
    }
  }

  private static void pause() {
    try {
      // As long as the handling of a message takes.
      TimeUnit.MILLISECONDS.sleep(MILLIS_OF_A_MESSAGE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
