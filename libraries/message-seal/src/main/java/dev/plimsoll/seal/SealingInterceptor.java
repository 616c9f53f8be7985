package dev.plimsoll.seal;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/// Interceptor that seals a producer's messages; Kafka creates it, by [Seal#ofProducer].
public final class SealingInterceptor implements ProducerInterceptor<Object, Object> {
  static final String SEAL = "plimsoll.seal";

  private @Nullable Seal seal;

  @Override
  public void configure(Map<String, ?> settings) {
    seal = (Seal) settings.get(SEAL);
  }

  @Override
  public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> message) {
    // A message sent again has one already.
    if (seal != null && message.headers().lastHeader(Seal.HEADER) == null) {
      seal.putOn(message.topic(), message.key(), message.value(), message.headers());
    }
    return message;
  }

  @Override
  public void onAcknowledgement(@Nullable RecordMetadata metadata, @Nullable Exception failure) {}

  @Override
  public void close() {}
}
