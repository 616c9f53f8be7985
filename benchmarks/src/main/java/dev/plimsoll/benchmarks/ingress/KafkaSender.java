package dev.plimsoll.benchmarks.ingress;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// Sender of one producer's events through Kafka, with up to 512 unanswered ones.
final class KafkaSender extends FileSender {
  private static final int UNDER_WAY = 512;
  private static final String KAFKA_TOPIC = Topic.LOG_EVENTS.name("plimsoll.");

  private final Producer<byte[], byte[]> kafka;
  private final String written = Instant.now().toString();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  KafkaSender(ClientOrder order, String producerId, Producer<byte[], byte[]> kafka) {
    super(order, producerId);
    this.kafka = kafka;
  }

  @Override
  void send(Clock clock) throws Exception {
    Semaphore room = new Semaphore(UNDER_WAY);
    JsonForm json = new JsonForm(order().topic(), producerId(), written);
    BatchForm batch = new BatchForm();
    boolean files = order().ingress() == Ingress.KAFKA_FILES;
    while (clock.await() && failure.get() == null) {
      room.acquire();
      long due = clock.due();
      ProducerRecord<byte[], byte[]> message;
      if (files) {
        producer().next(json);
        message = message(producerId(), json.body(), EventTypes.of(FileAppended.class));
      } else {
        producer().next(batch);
        message = message(batch.key, batch.value, EventTypes.of(BatchAppended.class));
      }
      kafka.send(
          message,
          (_, e) -> {
            if (e != null) {
              failure.compareAndSet(null, e);
            } else {
              answered(clock, due);
            }
            // Last: the holder of all permits reads the counts.
            room.release();
          });
    }
    room.acquire(UNDER_WAY);
    @Nullable Exception failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private ProducerRecord<byte[], byte[]> message(String key, byte[] value, String type) {
    ProducerRecord<byte[], byte[]> message = new ProducerRecord<>(KAFKA_TOPIC, utf8(key), value);
    message.headers().add(EventHeaders.ID, utf8(UUID.randomUUID().toString()));
    message.headers().add(EventHeaders.TYPE, utf8(type));
    return message;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// A single batch as an event.
  private final class BatchForm implements ClientProducer.Form {
    private String object = "";
    private String key = "";
    private byte[] value = new byte[0];

    @Override
    public void begin(String name, int batches) {
      object = name;
    }

    @Override
    public void batch(int partition, long sequence, long byteOffset, int byteLength) {
      key = order().topic() + "/" + partition;
      value =
          utf8(
              "{\"topic\":\""
                  + order().topic()
                  + "\",\"partition\":"
                  + partition
                  + ",\"producerId\":\""
                  + producerId()
                  + "\",\"producerEpoch\":0,\"sequence\":"
                  + sequence
                  + ",\"object\":{\"bucket\":\"doors\",\"key\":\""
                  + object
                  + "\",\"byteOffset\":"
                  + byteOffset
                  + ",\"byteLength\":"
                  + byteLength
                  + "},\"recordCount\":"
                  + ClientProducer.RECORDS
                  + ",\"maxTimestamp\":\""
                  + written
                  + "\"}");
    }

    @Override
    public void end() {}
  }
}
