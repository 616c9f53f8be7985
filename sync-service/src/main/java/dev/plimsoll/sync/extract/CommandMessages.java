package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.outbox.OutboxMessage;
import dev.plimsoll.sync.messaging.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Commands for the read tasks of a table, laid on the topic's partitions so that the first few are
// at
/// as many consumers as there are, whether a consumer has partitions that lie side by side or every
/// second, fourth one. By their keys alone, all might be one's.
final class CommandMessages {
  /// A power of two; the service does not start with another number.
  private static final int PARTITIONS = Topic.SYNC_COMMANDS.partitions();

  /// Steps of five come to another half and to another parity each time: 0, 5, 2, 7, 4, 1, 6, 3.
  private static final int STEP = 5;

  private CommandMessages() {}

  static List<OutboxMessage> of(
      TopicNames topics, UUID extractId, UUID tableId, List<UUID> readTaskIds) {
    String topic = topics.of(Topic.SYNC_COMMANDS);
    List<OutboxMessage> messages = new ArrayList<>(readTaskIds.size());
    for (int i = 0; i < readTaskIds.size(); i++) {
      UUID id = readTaskIds.get(i);
      messages.add(
          OutboxMessage.of(
              topic, partition(tableId, i), id.toString(), new ReadCommand(extractId, id)));
    }
    return messages;
  }

  /// @param place of a command among its table's, 0 or more
  static int partition(UUID tableId, int place) {
    // By XOR, tables begin at different partitions and the order keeps what is good about it.
    return ((STEP * place) ^ tableId.hashCode()) & (PARTITIONS - 1);
  }
}
