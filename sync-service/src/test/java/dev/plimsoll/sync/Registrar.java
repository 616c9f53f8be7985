package dev.plimsoll.sync;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestSeal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/// The planner's part towards this service: tells the topic `databases` what is registered.
public final class Registrar {
  private static final String TOPIC = Topic.DATABASES.name(StackResource.TOPIC_PREFIX);
  private static final AtomicLong REVISIONS = new AtomicLong(System.currentTimeMillis());
  private static @Nullable KafkaProducer<String, String> producer;

  private Registrar() {}

  /// @return the revision
  public static long tell(
      String name, DatabaseAddress address, DatabaseKind kind, @Nullable List<DatabaseUse> uses) {
    long revision = REVISIONS.incrementAndGet();
    tell(new DatabaseEvent.Registered(name, revision, revision, address, kind, uses));
    return revision;
  }

  /// @return the revision
  public static long tellRemoved(String name) {
    long revision = REVISIONS.incrementAndGet();
    tell(new DatabaseEvent.Removed(name, revision));
    return revision;
  }

  /// Whatever is said.
  public static synchronized void tell(DatabaseEvent event) {
    ProducerRecord<String, String> message =
        new ProducerRecord<>(TOPIC, event.name(), Json.write((Record) event));
    message
        .headers()
        .add(EventHeaders.TYPE, EventTypes.of((Record) event).getBytes(StandardCharsets.UTF_8));
    KafkaProducer<String, String> sending = producer();
    sending.send(message);
    sending.flush();
  }

  private static KafkaProducer<String, String> producer() {
    KafkaProducer<String, String> known = producer;
    if (known == null) {
      Map<String, Object> kafka = Map.of("bootstrap.servers", Stack.get().kafkaBootstrap());
      createTopic(kafka);
      known =
          new KafkaProducer<>(
              TestSeal.producer(kafka), new StringSerializer(), new StringSerializer());
      producer = known;
    }
    return known;
  }

  private static void createTopic(Map<String, Object> kafka) {
    try (Admin admin = Admin.create(kafka)) {
      NewTopic topic =
          new NewTopic(TOPIC, Topic.DATABASES.partitions(), (short) 1)
              .configs(Map.of("cleanup.policy", "compact"));
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
