package dev.plimsoll.query;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseEvent;
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
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/// The planner's end: it makes the topics, and tells of databases.
public final class Registry implements AutoCloseable {
  private final KafkaProducer<String, String> producer;
  private long revision;

  public Registry() throws ExecutionException, InterruptedException {
    String bootstrap = Stack.get().kafkaBootstrap();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Set<String> there = admin.listTopics().names().get();
      admin
          .createTopics(
              Stream.of(Topic.DATABASES, Topic.SEARCH_SETTINGS)
                  .map(topic -> topic.name(StackResource.TOPIC_PREFIX))
                  .filter(name -> !there.contains(name))
                  .map(name -> new NewTopic(name, 1, (short) 1))
                  .toList())
          .all()
          .get();
    }
    producer =
        new KafkaProducer<>(
            TestSeal.producer(bootstrap), new StringSerializer(), new StringSerializer());
  }

  private static String topic() {
    return Topic.DATABASES.name(StackResource.TOPIC_PREFIX);
  }

  /// A place of its own by that name, for every use.
  public void register(String name, DatabaseAddress address) {
    register(name, address, List.of());
  }

  public void register(String name, DatabaseAddress address, List<DatabaseUse> uses) {
    revision++;
    tell(new DatabaseEvent.Registered(name, revision, revision, address, null, uses));
  }

  public void remove(String name) {
    revision++;
    tell(new DatabaseEvent.Removed(name, revision));
  }

  private void tell(DatabaseEvent event) {
    ProducerRecord<String, String> message =
        new ProducerRecord<>(topic(), event.name(), Json.write(event));
    message
        .headers()
        .add(EventHeaders.TYPE, EventTypes.of((Record) event).getBytes(StandardCharsets.UTF_8));
    producer.send(message);
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
