package dev.plimsoll.seal;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Seal of the system's services on their messages. Without it anybody who can write to the brokers
/// could act in their name.
///
/// It covers topic, key, headers and value, so that a copy in another topic or under another key is
/// invalid. It does not cover time or number: messages may be repeated, and readers recognize
/// repeats.
@Singleton
public final class Seal {
  public static final String HEADER = "plimsoll-seal";

  private final List<SealKey> keys;
  private final boolean acceptUnsealed;

  @Inject
  public Seal(MessagesConfig config) {
    this(KeyFile.read(config.keyFile()), config.acceptUnsealed());
  }

  /// @param keys the first seals, all are accepted
  /// @param acceptUnsealed whether messages without any seal are accepted
  public Seal(List<SealKey> keys, boolean acceptUnsealed) {
    this.keys = List.copyOf(keys);
    this.acceptUnsealed = acceptUnsealed;
  }

  /// Settings of a producer of text or bytes that seals every message.
  public Map<String, Object> ofProducer() {
    return Map.of(
        ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
        List.of(SealingInterceptor.class.getName()),
        SealingInterceptor.SEAL,
        this);
  }

  /// @throws PlimsollException FORGED_MESSAGE without a valid seal
  public void require(ConsumerRecord<?, ?> message) {
    if (!isOn(message) && !(acceptUnsealed && isUnsealed(message))) {
      throw forged(message);
    }
  }

  /// Whether a message has the seal of one of the keys.
  public boolean isOn(ConsumerRecord<?, ?> message) {
    @Nullable Header sealed = message.headers().lastHeader(HEADER);
    if (sealed == null || sealed.value() == null) {
      return false;
    }
    byte @Nullable [] key = bytes(message.key());
    byte @Nullable [] value = bytes(message.value());
    for (SealKey each : keys) {
      byte[] expected = each.seal(message.topic(), key, value, message.headers());
      if (MessageDigest.isEqual(expected, sealed.value())) {
        return true;
      }
    }
    return false;
  }

  /// Error for a message without a valid seal; without its content.
  public static PlimsollException forged(ConsumerRecord<?, ?> message) {
    return new PlimsollException(
        ErrorCode.FORGED_MESSAGE,
        isUnsealed(message)
            ? "forged-message: it bears no seal"
            : "forged-message: its seal is of no key that counts here, or of another message");
  }

  private static boolean isUnsealed(ConsumerRecord<?, ?> message) {
    return message.headers().lastHeader(HEADER) == null;
  }

  void putOn(String topic, @Nullable Object key, @Nullable Object value, Headers headers) {
    headers.add(HEADER, keys.getFirst().seal(topic, bytes(key), bytes(value), headers));
  }

  /// As the serializers of text and bytes write them.
  private static byte @Nullable [] bytes(@Nullable Object part) {
    return switch (part) {
      case null -> null;
      case byte[] bytes -> bytes;
      case String text -> text.getBytes(StandardCharsets.UTF_8);
      default -> throw new IllegalArgumentException("neither text nor bytes: " + part.getClass());
    };
  }
}
