package dev.plimsoll.query.settings;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.SearchEvent;
import dev.plimsoll.contracts.search.SearchTuning;
import dev.plimsoll.kafka.client.ClientProperties;
import dev.plimsoll.kafka.client.CloudEvent;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.seal.Seal;
import dev.plimsoll.tracing.TraceParent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/// Writer of `search.settings`. A change holds once this process has read it back, and all others
/// read it in the same order.
@Singleton
public final class TuningTopic {
  private static final String SOURCE = "/plimsoll/query";
  private static final int TAKEN_WITHIN_MILLIS = 10_000;
  private static final Duration READ_WITHIN = Duration.ofSeconds(10);

  private final Map<String, Object> properties;
  private final String topic;
  private final Tunings tunings;
  // Most processes never change anything, and a producer has threads and connections.
  private @Nullable Producer<String, String> producer;

  /// @param kafka all settings under `kafka.`
  public TuningTopic(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      TopicsConfig topics,
      Seal seal,
      Tunings tunings) {
    Map<String, Object> own = new HashMap<>(seal.ofProducer());
    own.put(ProducerConfig.ACKS_CONFIG, "all");
    own.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    own.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TAKEN_WITHIN_MILLIS);
    own.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TAKEN_WITHIN_MILLIS / 2);
    own.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TAKEN_WITHIN_MILLIS);
    own.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    this.properties = ClientProperties.of(kafka, "plimsoll-query-settings", own);
    this.topic = topics.name(Topic.SEARCH_SETTINGS);
    this.tunings = tunings;
  }

  /// Changes a database's settings in every process; returns when they hold in this one. Of two
  /// processes that change the same database's at once, the later one's parts hold.
  ///
  /// @param since revision of its registration
  /// @param changes whose absent parts stay
  /// @throws PlimsollException KAFKA_UNREACHABLE where it is not known whether the change will hold
  public synchronized void change(String database, long since, SearchTuning changes)
      throws InterruptedException {
    SearchTuning known = Objects.requireNonNullElse(tunings.of(database, since), SearchTuning.NONE);
    write(database, since, changes.over(known));
  }

  /// Sets all of them back to the service's own. As [#change] else.
  public synchronized void reset(String database, long since) throws InterruptedException {
    write(database, since, null);
  }

  private void write(String database, long since, @Nullable SearchTuning tuning)
      throws InterruptedException {
    String change = UUID.randomUUID().toString();
    SearchEvent.Tuned event = new SearchEvent.Tuned(database, since, change, tuning);
    Instant now = Instant.now();
    ProducerRecord<String, String> message =
        new ProducerRecord<>(topic, null, now.toEpochMilli(), database, Json.write(event));
    CloudEvent.describe(message, UUID.randomUUID(), SOURCE, EventTypes.of(event), now);
    CloudEvent.header(message, EventHeaders.SUBJECT, database);
    CloudEvent.trace(message, TraceParent.current());
    try {
      opened().send(message).get();
    } catch (ExecutionException | KafkaException e) {
      throw new PlimsollException(
          ErrorCode.KAFKA_UNREACHABLE, "the settings were not taken: " + e.getMessage(), e);
    }
    if (!tunings.await(database, change, READ_WITHIN)) {
      throw new PlimsollException(
          ErrorCode.KAFKA_UNREACHABLE,
          "the settings were taken, and could not be read back: read them again");
    }
  }

  private synchronized Producer<String, String> opened() {
    if (producer == null) {
      producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
    }
    return producer;
  }

  @PreDestroy
  synchronized void close() {
    if (producer != null) {
      producer.close(Duration.ZERO);
    }
  }
}
