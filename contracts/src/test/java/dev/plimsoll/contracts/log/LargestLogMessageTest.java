package dev.plimsoll.contracts.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.message.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What the materializer sends of a batch is small enough for any topic, whatever its names are:
/// its relays set nothing aside.
final class LargestLogMessageTest {
  private static final int MOST_BYTES = 16 << 10;

  private static final Instant LONGEST = Instant.parse("2026-01-31T12:00:00.123456789Z");

  /// As long as it may be, of what takes most in JSON.
  private static String longest(Bound bound) {
    return "\u0001".repeat(Math.toIntExact(bound.most()));
  }

  private static int bytes(Object message) {
    return Json.write(message).getBytes(StandardCharsets.UTF_8).length;
  }

  @Test
  void aBatchAtItsBoundsIsFarBelowWhatTopicsTake() {
    ObjectRange object =
        new ObjectRange(
            longest(Bound.BUCKET),
            longest(Bound.OBJECT_KEY),
            Bound.BYTE_OFFSET.most(),
            Bound.BYTE_LENGTH.most());
    BatchAppended appended =
        new BatchAppended(
            longest(Bound.LOG_TOPIC),
            99_999,
            longest(Bound.PRODUCER_ID),
            Integer.MAX_VALUE,
            Bound.SEQUENCE.most(),
            object,
            Bound.RECORD_COUNT.most(),
            LONGEST);
    BatchCommitted committed =
        new BatchCommitted(
            appended.topic(),
            appended.partition(),
            Long.MAX_VALUE,
            appended.recordCount(),
            appended.producerId(),
            appended.producerEpoch(),
            appended.sequence(),
            object,
            LONGEST);

    assertThat(bytes(appended)).isLessThan(MOST_BYTES);
    assertThat(bytes(committed)).isLessThan(MOST_BYTES);
  }
}
