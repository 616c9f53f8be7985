package dev.plimsoll.materializer.events;

import dev.plimsoll.contracts.event.EventTypes;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.message.DeadLetterHeaders;
import dev.plimsoll.contracts.message.EventHeaders;
import dev.plimsoll.contracts.message.MalformedMessageException;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.materializer.parsing.AppendParser;
import dev.plimsoll.materializer.parsing.AppendParser.Encoding;
import dev.plimsoll.materializer.parsing.BatchRules;
import dev.plimsoll.seal.KeyFile;
import dev.plimsoll.seal.Seal;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Reader of `log.events` messages: authentication of the writer by its seal, then the content,
/// then the writer's right to append it.
///
/// Writers are the system's services, and outside producers for certain topics. Extracts' messages
/// are loaded into tables, so only services may write them.
@Singleton
public final class EventReader {
  private static final String BATCH = EventTypes.of(BatchAppended.class);
  private static final String FILE = EventTypes.of(FileAppended.class);
  private static final Writer SYSTEM = new Writer(DeadLetterHeaders.OF_SYSTEM, List.of("*"));

  /// A parsed and checked message of `log.events`.
  sealed interface LogEvent {
    /// A batch whose object others may share.
    record Batch(BatchAppended appended) implements LogEvent {}

    /// An object with all of its batches.
    record File(FileAppended appended) implements LogEvent {}
  }

  /// @param kind for dead letters
  /// @param topics that it may append to; `*` at the end matches any suffix
  record Writer(String kind, List<String> topics) {
    /// @throws PlimsollException NOT_PERMITTED
    void requireRight(LogEvent event) {
      switch (event) {
        case LogEvent.Batch(BatchAppended batch) -> requireRight(batch.topic());
        case LogEvent.File(FileAppended file) -> {
          for (FileBatch batch : file.batches()) {
            requireRight(batch.topic());
          }
        }
      }
    }

    private void requireRight(String topic) {
      for (String pattern : topics) {
        if (pattern.endsWith("*")
            ? topic.startsWith(pattern.substring(0, pattern.length() - 1))
            : topic.equals(pattern)) {
          return;
        }
      }
      throw new PlimsollException(
          ErrorCode.NOT_PERMITTED, "its producer may not append to all of its topics");
    }
  }

  private record Outsider(Seal seal, Writer writer) {}

  private final Seal system;
  private final List<Outsider> outsiders;

  public EventReader(Seal system, ProducersConfig config) {
    this.system = system;
    this.outsiders =
        config.producers().values().stream()
            .map(
                each ->
                    new Outsider(
                        new Seal(KeyFile.read(each.keyFile()), false),
                        new Writer("producer", each.topics())))
            .toList();
  }

  /// @throws PlimsollException FORGED_MESSAGE for a message without a valid seal
  Writer writerOf(ConsumerRecord<byte[], byte[]> message) {
    for (Outsider outsider : outsiders) {
      if (outsider.seal().isOn(message)) {
        return outsider.writer();
      }
    }
    system.require(message);
    return SYSTEM;
  }

  /// Parses the content and checks its rules.
  ///
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
