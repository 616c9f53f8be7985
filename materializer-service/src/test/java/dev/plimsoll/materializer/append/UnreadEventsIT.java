package dev.plimsoll.materializer.append;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.testkit.Stack;
import io.quarkus.runtime.ShutdownEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Beside a group that reads `log.events` as slowly as the test says.
final class UnreadEventsIT {
  private static final Map<String, Object> KAFKA =
      Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, Stack.get().kafkaBootstrap());

  private final TopicsConfig topics = prefixed("ahead-" + UUID.randomUUID() + ".");
  private final String events = topics.name(Topic.LOG_EVENTS);
  private final UnreadEvents ahead = new UnreadEvents(KAFKA, topics, Duration.ofSeconds(2));
  private final Admin admin = Admin.create(KAFKA);
  private final KafkaProducer<String, String> producer =
      new KafkaProducer<>(KAFKA, new StringSerializer(), new StringSerializer());

  private static TopicsConfig prefixed(String prefix) {
    return () -> prefix;
  }

  @BeforeEach
  void topic() throws Exception {
    admin.createTopics(List.of(new NewTopic(events, 1, (short) 1))).all().get();
  }

  @AfterEach
  void close() {
    ahead.stop(new ShutdownEvent());
    producer.close();
    admin.close();
  }

  @Test
  void whoAsksAgainWaitsForWhatWasAheadTheFirstTime() throws Exception {
    // given a batch that came while ten events were to be read, and was not waited for to the end
    send(10);
    List<FileBatch> batches = List.of(batch(5), batch(6));
    assertStillAhead(batches);

    // when those are read, and others have come since
    send(10);
    read(10);

    // then it is let through when it is sent again, and one that comes now is not
    ahead.await(List.of(batch(5), batch(6)));
    assertStillAhead(List.of(batch(7), batch(8)));

    // and once through it is as anybody else
    assertStillAhead(batches);
  }

  @Test
  void whatWasNotReadHoldsUpWhoAsksAgain() throws Exception {
    send(10);
    List<FileBatch> batches = List.of(batch(5));
    assertStillAhead(batches);
    read(9);
    assertStillAhead(batches);
    read(10);
    ahead.await(batches);
  }

  private void assertStillAhead(List<FileBatch> batches) {
    assertThatExceptionOfType(PlimsollException.class)
        .isThrownBy(() -> ahead.await(batches))
        .withMessageContaining("still to be read");
  }

  private static FileBatch batch(long sequence) {
    return new FileBatch("orders", 0, "producer", 0, sequence, 0, 100, 10, LogClient.WRITTEN);
  }

  private void send(int count) {
    IntStream.range(0, count).forEach(i -> producer.send(new ProducerRecord<>(events, "event")));
    producer.flush();
  }

  private void read(long upTo) throws Exception {
    admin
        .alterConsumerGroupOffsets(
            UnreadEvents.group(topics),
            Map.of(new TopicPartition(events, 0), new OffsetAndMetadata(upTo)))
        .all()
        .get();
  }
}
