package dev.plimsoll.sync;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.testkit.Stack;
import dev.plimsoll.testkit.StackResource;
import dev.plimsoll.testkit.TestSeal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/// Stands in for the materializer, which is another service: gives every announced batch the next
/// offsets of its partition, once, and says so. One at a time in the test JVM: every start of the
/// service loads this class anew, and the one of the start before must not answer any more.
public final class FakeLog {
  private static final String THREAD = "fake-log";
  private static final String APPENDED = EventTypes.of(BatchAppended.class);

  private static @Nullable FakeLog running;

  private final KafkaProducer<String, String> producer;
  private final String commits = Topic.LOG_COMMITS.name(StackResource.TOPIC_PREFIX);
  private final Map<String, Long> nextOffsets = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final List<BatchAppended> appended = new CopyOnWriteArrayList<>();
  private final List<BatchCommitted> committed = new CopyOnWriteArrayList<>();
  private final Set<String> silentFor = ConcurrentHashMap.newKeySet();
  private final Thread thread;

  private FakeLog(String bootstrap) {
    producer =
        new KafkaProducer<>(
            TestSeal.producer(Map.of("bootstrap.servers", bootstrap, "linger.ms", 0)),
            new StringSerializer(),
            new StringSerializer());
    KafkaConsumer<String, String> events = events(bootstrap);
    thread = Thread.ofPlatform().name(THREAD).daemon(true).unstarted(() -> run(events));
  }

  /// The running one.
  public static synchronized FakeLog get() {
    FakeLog log = running;
    if (log == null) {
      stopEarlier();
      String bootstrap = Stack.get().kafkaBootstrap();
      createTopics(bootstrap);
      log = new FakeLog(bootstrap);
      log.thread.start();
      running = log;
    }
    return log;
  }

  private static void stopEarlier() {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals(THREAD)) {
        thread.interrupt();
        try {
          thread.join();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private static void createTopics(String bootstrap) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Set<String> existing = admin.listTopics().names().get();
      admin
          .createTopics(
              Topic.ownedBy(Topic.Owner.MATERIALIZER).stream()
                  .filter(topic -> !existing.contains(topic.name(StackResource.TOPIC_PREFIX)))
                  .map(
                      topic ->
                          new NewTopic(
                              topic.name(StackResource.TOPIC_PREFIX),
                              Optional.of(topic.partitions()),
                              Optional.empty()))
                  .toList())
          .all()
          .get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("topics could not be made", e);
    }
  }

  /// Announced batches of a source's tables wait, from now on.
  public void beSilentFor(String source) {
    silentFor.add(source + ".");
  }

  public List<BatchAppended> appended(String logTopic) {
    return appended.stream().filter(batch -> batch.topic().equals(logTopic)).toList();
  }

  public List<BatchCommitted> committed(String logTopic) {
    return committed.stream().filter(batch -> batch.topic().equals(logTopic)).toList();
  }

  public void send(BatchCommitted commit) {
    send(commit.key(), Json.write(commit));
  }

  /// Anything, to `log.commits`.
  public void send(String key, String body) {
    send(key, EventTypes.of(BatchCommitted.class), body);
  }

  /// As {@link #send(String, String)}, of any type.
  public void send(String key, String type, String body) {
    ProducerRecord<String, String> message = new ProducerRecord<>(commits, key, body);
    message.headers().add(EventHeaders.TYPE, type.getBytes(StandardCharsets.UTF_8));
    producer.send(message);
    producer.flush();
  }

  /// Says that a batch gets no offsets.
  public void refuse(BatchAppended batch, String code, String reason) {
    refuse(batch.key(), Json.write(batch), code, reason);
  }

  /// Anything, to `log.events.dlq`.
  public void refuse(String key, String body, String code, String reason) {
    String letters = Topic.LOG_EVENTS_DLQ.name(StackResource.TOPIC_PREFIX);
    ProducerRecord<String, String> letter = new ProducerRecord<>(letters, key, body);
    letter.headers().add("dead-letter-code", code.getBytes(StandardCharsets.UTF_8));
    letter.headers().add("dead-letter-reason", reason.getBytes(StandardCharsets.UTF_8));
    letter.headers().add("dead-letter-sealed-by", "system".getBytes(StandardCharsets.UTF_8));
    producer.send(letter);
    producer.flush();
  }

  /// From now on: what was announced before is not of this start's tests.
  private static KafkaConsumer<String, String> events(String bootstrap) {
    KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap),
            new StringDeserializer(),
            new StringDeserializer());
    String events = Topic.LOG_EVENTS.name(StackResource.TOPIC_PREFIX);
    List<TopicPartition> partitions =
        IntStream.range(0, Topic.LOG_EVENTS.partitions())
            .mapToObj(partition -> new TopicPartition(events, partition))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position); // else the end is looked up at the first poll
    return consumer;
  }

  private void run(KafkaConsumer<String, String> events) {
    try (events;
        producer) {
      while (true) {
        for (ConsumerRecord<String, String> message : events.poll(Duration.ofMillis(100))) {
          String type =
              new String(
                  message.headers().lastHeader(EventHeaders.TYPE).value(), StandardCharsets.UTF_8);
          if (type.equals(APPENDED)) {
            take(Json.read(message.value(), BatchAppended.class));
          }
        }
      }
    } catch (InterruptException e) {
      // The next one has come.
    }
  }

  private void take(BatchAppended batch) {
    appended.add(batch);
    String identity = batch.key() + batch.producerId() + batch.producerEpoch() + batch.sequence();
    if (!seen.add(identity) || silentFor.stream().anyMatch(batch.topic()::startsWith)) {
      return;
    }
    long base = nextOffsets.getOrDefault(batch.key(), 0L);
    nextOffsets.put(batch.key(), base + batch.recordCount());
    BatchCommitted commit = commit(batch, base);
    committed.add(commit);
    send(commit);
  }

  public static BatchCommitted commit(BatchAppended batch, long baseOffset) {
    return new BatchCommitted(
        batch.topic(),
        batch.partition(),
        baseOffset,
        batch.recordCount(),
        batch.producerId(),
        batch.producerEpoch(),
        batch.sequence(),
        batch.object(),
        batch.maxTimestamp());
  }
}
