package dev.plimsoll.materializer.ingestion;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.EventTypes;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.materializer.entry.BatchRules;
import dev.plimsoll.materializer.entry.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Reads a message of `log.events`.
final class EventReader {
  private static final String TYPE = EventTypes.of(BatchAppended.class);

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
    BatchAppended event = batch(value);
    BatchRules.check(event);
    return event;
  }

  private static BatchAppended batch(byte[] value) {
    try {
      return StrictJson.read(new ByteArrayInputStream(value), BatchAppended.class);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail", e);
    }
  }

  private static MalformedMessageException malformed(String reason) {
    return new MalformedMessageException(reason, null);
  }
}
