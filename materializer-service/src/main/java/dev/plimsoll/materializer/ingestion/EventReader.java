package dev.plimsoll.materializer.ingestion;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.EventTypes;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Reads a message of `log.events`, and refuses what PostgreSQL or an offset could not hold.
final class EventReader {
  /// Longest name of a log topic or a producer, in characters.
  static final int MAX_NAME_LENGTH = 255;

  /// Longest bucket or object key, in characters; S3 allows 1,024 bytes for a key.
  static final int MAX_KEY_LENGTH = 1_024;

  /// As in Kafka: the records of a batch are counted in 32 bits. 2^32 such batches fit a partition.
  static final long MAX_RECORD_COUNT = Integer.MAX_VALUE;

  private static final String TYPE = EventTypes.of(BatchAppended.class);
  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private EventReader() {}

  /// @throws MalformedMessageException with a reason that does not quote the message
  static BatchAppended read(Headers headers, byte @Nullable [] value) {
    Header type = headers.lastHeader(EventHeaders.TYPE);
    if (type == null || type.value() == null) {
      throw malformed("header " + EventHeaders.TYPE + " is missing");
    }
    if (!TYPE.equals(new String(type.value(), StandardCharsets.UTF_8))) {
      throw malformed("header " + EventHeaders.TYPE + " is not " + TYPE);
    }
    if (value == null) {
      throw malformed("the message has no value");
    }
    BatchAppended event = Json.read(text(value), BatchAppended.class);
    check(event);
    return event;
  }

  private static String text(byte[] value) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedMessageException("the value is not UTF-8", e);
    }
  }

  private static void check(BatchAppended event) {
    name("topic", event.topic(), MAX_NAME_LENGTH);
    name("producerId", event.producerId(), MAX_NAME_LENGTH);
    // Jackson fills what is absent with null, whatever the record says.
    @Nullable ObjectRange object = event.object();
    if (object == null) {
      throw malformed("object is missing");
    }
    name("object.bucket", object.bucket(), MAX_KEY_LENGTH);
    name("object.key", object.key(), MAX_KEY_LENGTH);
    if (object.byteOffset() > Long.MAX_VALUE - object.byteLength()) {
      throw malformed("object's range ends beyond 2^63");
    }
    if (event.recordCount() > MAX_RECORD_COUNT) {
      throw malformed("recordCount must be at most " + MAX_RECORD_COUNT);
    }
    if (event.sequence() == Long.MAX_VALUE) {
      throw malformed("sequence must be below 2^63 - 1");
    }
    @Nullable Instant maxTimestamp = event.maxTimestamp();
    if (maxTimestamp == null || maxTimestamp.isBefore(EARLIEST) || maxTimestamp.isAfter(LATEST)) {
      throw malformed("maxTimestamp must be given, from 1970 to 9999");
    }
  }

  private static void name(String field, @Nullable String value, int maxLength) {
    if (value == null || value.isEmpty() || value.length() > maxLength) {
      throw malformed(field + " must have 1 to " + maxLength + " characters");
    }
    if (value.chars().anyMatch(Character::isISOControl)
        || !StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw malformed(field + " must not hold control characters or half surrogates");
    }
  }

  private static MalformedMessageException malformed(String reason) {
    return new MalformedMessageException(reason, null);
  }
}
