package dev.plimsoll.materializer.events;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.message.DeadLetterHeaders;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.materializer.events.EventReader.LogEvent;
import dev.plimsoll.seal.KeyFile;
import dev.plimsoll.seal.Seal;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Writers of `log.events`: the system's services, and outside producers for certain topics.
/// Extracts' messages are loaded into tables, so only services may write them.
@Singleton
public final class Writers {
  private static final Writer SYSTEM = new Writer(DeadLetterHeaders.OF_SYSTEM, List.of("*"));

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

  public Writers(Seal system, ProducersConfig config) {
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
  Writer of(ConsumerRecord<byte[], byte[]> message) {
    for (Outsider outsider : outsiders) {
      if (outsider.seal().isOn(message)) {
        return outsider.writer();
      }
    }
    system.require(message);
    return SYSTEM;
  }
}
