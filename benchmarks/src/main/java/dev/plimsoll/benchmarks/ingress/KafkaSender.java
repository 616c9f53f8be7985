package dev.plimsoll.benchmarks.ingress;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.message.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// Sends events of one producer, without waiting for the answers to those before, as Kafka's
/// clients do: so many are under way at the most.
final class KafkaSender implements FileSender {
  private static final int UNDER_WAY = 512;

  private final ClientOrder order;
  private final Producer<byte[], byte[]> kafka;
  private final ClientProducer producer;
  private final String id;
  private final String written = Instant.now().toString();
  private final boolean files;
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong counted = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  KafkaSender(ClientOrder order, String producerId, Producer<byte[], byte[]> kafka) {
    this.order = order;
    this.kafka = kafka;
    id = producerId;
    files = order.ingress() == Ingress.KAFKA_FILES;
    producer =
        new ClientProducer(
            order.topic(), producerId, order.partitions(), files ? order.batchesPerFile() : 1);
  }

  @Override
  public void send(Clock clock) throws Exception {
    Semaphore room = new Semaphore(UNDER_WAY);
    JsonForm json = new JsonForm(order.topic(), id, written);
    BatchForm batch = new BatchForm();
    int batches = files ? order.batchesPerFile() : 1;
    while (clock.await() && failure.get() == null) {
      room.acquire();
      long due = clock.due();
      ProducerRecord<byte[], byte[]> message;
      if (files) {
        producer.next(json);
        byte[] value = new byte[json.length()];
        System.arraycopy(json.bytes(), 0, value, 0, value.length);
        message = message(id, value, EventTypes.of(FileAppended.class));
      } else {
        producer.next(batch);
        message = message(batch.key, batch.value, EventTypes.of(BatchAppended.class));
      }
      kafka.send(
          message,
          (_, e) -> {
            if (e != null) {
              failure.compareAndSet(null, e);
            } else {
              answered.addAndGet(batches);
              if (clock.answered(due)) {
                counted.addAndGet(batches);
              }
            }
            // Last: whoever has all of the room reads the counts.
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
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(order.kafkaTopic(), key.getBytes(StandardCharsets.UTF_8), value);
    message.headers().add(EventHeaders.ID, utf8(UUID.randomUUID().toString()));
    message.headers().add(EventHeaders.TYPE, utf8(type));
    return message;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public long answered() {
    return answered.get();
  }

  @Override
  public long counted() {
    return counted.get();
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
      key = order.topic() + "/" + partition;
      value =
          utf8(
              "{\"topic\":\""
                  + order.topic()
                  + "\",\"partition\":"
                  + partition
                  + ",\"producerId\":\""
                  + id
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
