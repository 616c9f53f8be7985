package dev.plimsoll.materializer.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.materializer.events.EventReader.LogEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventReaderTest {
  private static final String TYPE = EventTypes.of(BatchAppended.class);
  private static final BatchAppended EVENT =
      new BatchAppended(
          "orders",
          3,
          "producer-1",
          0,
          7,
          new ObjectRange("bucket", "a/b.parquet", 0, 100),
          25,
          Instant.parse("2026-01-02T03:04:05.678901Z"));

  @Test
  void readsWhatContractsWrite() {
    assertThat(EventReader.read(headers(TYPE), bytes(Json.write(EVENT))))
        .isEqualTo(new LogEvent.Batch(EVENT));
  }

  @Test
  void takesPropertiesItDoesNotKnow() {
    String json = Json.write(EVENT).replaceFirst("\\{", "{\"later\":1,");

    assertThat(EventReader.read(headers(TYPE), bytes(json))).isEqualTo(new LogEvent.Batch(EVENT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "topic":"orders"        | "topic":""                      | topic
          "topic":"orders"        | "topic":"a\\u0000b"             | control characters
          "topic":"orders"        | "topic":"a\\ud800b"             | half surrogates
          "topic":"orders"        | "topic":null                    | topic: must not be null
          "topic":"orders"        | "topic":7                       | topic: must be a text
          "partition":3           | "partition":-1                  | 0 or more
          "partition":3           | "partition":3000000000          | partition
          "partition":3           | "partition":"x"                 | partition: must be a whole number
          "partition":3           | "partition":"3"                 | partition: must be a whole number
          "partition":3           | "later":3                       | partition: is missing
          "producerId":"producer-1" | "producerId":""               | producerId
          "producerEpoch":0       | "producerEpoch":-1              | 0 or more
          "sequence":7            | "sequence":-1                   | 0 or more
          "sequence":7            | "sequence":7.5                  | sequence: must be a whole number
          "sequence":7            | "sequence":7,"sequence":8       | Duplicate field 'sequence'
          "sequence":7            | "sequence":9223372036854775807  | sequence
          "sequence":7            | "sequence":9223372036854775808  | sequence
          "recordCount":25        | "recordCount":0                 | 1 or more
          "recordCount":25        | "recordCount":2147483648        | recordCount
          "recordCount":25        | "recordCount":1e400             | recordCount
          "byteLength":100        | "byteLength":0                  | 1 or more
          "byteOffset":0          | "byteOffset":9223372036854775807 | object.byteOffset must be at most
          "key":"a/b.parquet"     | "key":""                        | object.key
          "bucket":"bucket"       | "nobucket":"bucket"             | object.bucket
          "object":               | "noobject":                     | object: is missing
          "maxTimestamp":"2026    | "maxTimestamp":"+292026         | maxTimestamp
          "maxTimestamp":         | "later":                        | maxTimestamp: is missing
          """)
  void refusesWhatCannotBeKept(String part, String instead, String reason) {
    String json = Json.write(EVENT);
    assertThat(json).contains(part);

    assertThatThrownBy(() -> EventReader.read(headers(TYPE), bytes(json.replace(part, instead))))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesNamesThatAreTooLong() {
    String json = Json.write(EVENT).replace("orders", "o".repeat(256));

    assertThatThrownBy(() -> EventReader.read(headers(TYPE), bytes(json)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageContaining("1 to 255 characters");
  }

  @Test
  void refusesMessagesWithoutTypeOfAnotherTypeWithoutValueOrNotJson() {
    byte[] good = bytes(Json.write(EVENT));

    assertThatThrownBy(() -> EventReader.read(new RecordHeaders(), good))
        .hasMessageContaining("ce_type is missing");
    assertThatThrownBy(() -> EventReader.read(headers("dev.plimsoll.other.v1"), good))
        .hasMessageContaining("ce_type is neither");
    assertThatThrownBy(() -> EventReader.read(headers(TYPE), null))
        .hasMessageContaining("no value");
    assertThatThrownBy(() -> EventReader.read(headers(TYPE), bytes("{\"topic\":")))
        .isInstanceOf(MalformedMessageException.class);
    assertThatThrownBy(() -> EventReader.read(headers(TYPE), bytes("null")))
        .isInstanceOf(MalformedMessageException.class);
    assertThatThrownBy(() -> EventReader.read(headers(TYPE), new byte[] {(byte) 0xff, 0x20}))
        .hasMessageContaining("not UTF-8");
  }

  private static Headers headers(String type) {
    return new RecordHeaders().add(EventHeaders.TYPE, bytes(type));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
