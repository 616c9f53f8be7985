package dev.plimsoll.materializer.events;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.materializer.parsing.AppendParser;
import dev.plimsoll.materializer.parsing.AppendParser.Encoding;
import dev.plimsoll.materializer.parsing.BatchRules;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Parser of `log.events` messages.
final class EventReader {
  private static final String BATCH = EventTypes.of(BatchAppended.class);
  private static final String FILE = EventTypes.of(FileAppended.class);

  /// A parsed and checked message of `log.events`.
  sealed interface LogEvent {
    /// A batch whose object others may share.
    record Batch(BatchAppended appended) implements LogEvent {}

    /// An object with all of its batches.
    record File(FileAppended appended) implements LogEvent {}
  }

  private EventReader() {}

  /// @throws MalformedMessageException with a reason that does not quote the message
  static LogEvent read(Headers headers, byte @Nullable [] value) {
    String type = type(headers);
    if (value == null) {
      throw malformed("the message has no value");
    }
    if (type.equals(BATCH)) {
      BatchAppended batch = AppendParser.batch(value, Encoding.JSON);
      BatchRules.check(batch);
      return new LogEvent.Batch(batch);
    }
    if (type.equals(FILE)) {
      FileAppended file = AppendParser.file(value, Encoding.JSON);
      BatchRules.check(file);
      return new LogEvent.File(file);
    }
    throw malformed("header " + EventHeaders.TYPE + " is neither " + BATCH + " nor " + FILE);
  }

  private static String type(Headers headers) {
    Header type = headers.lastHeader(EventHeaders.TYPE);
    if (type == null || type.value() == null) {
      throw malformed("header " + EventHeaders.TYPE + " is missing");
    }
    return new String(type.value(), StandardCharsets.UTF_8);
  }

  private static MalformedMessageException malformed(String reason) {
    return new MalformedMessageException(reason, null);
  }
}
