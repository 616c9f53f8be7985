package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.sync.ReadCommand;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.outbox.Outbox;
import dev.plimsoll.outbox.OutboxMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Commands for the read tasks of a table, spread over the topic's partitions. The first few reach
/// as many consumers as there are, whether a consumer has adjacent partitions or every n-th one.
/// Spread by key alone, all might reach one consumer.
final class CommandMessages {
  /// A power of two; checked at start.
  private static final int PARTITIONS = Topic.SYNC_COMMANDS.partitions();

  /// Steps of five alternate halves and parity: 0, 5, 2, 7, 4, 1, 6, 3.
  private static final int STEP = 5;

  private CommandMessages() {}

  static void append(
      Connection connection, TopicsConfig topics, UUID extractId, UUID tableId, List<UUID> ids)
      throws SQLException {
    String topic = topics.name(Topic.SYNC_COMMANDS);
    List<OutboxMessage> messages = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      ReadCommand command = new ReadCommand(extractId, ids.get(i));
      messages.add(OutboxMessage.of(topic, partition(tableId, i), ids.get(i).toString(), command));
    }
    Outbox.append(connection, messages);
  }

  /// @param place of a command among its table's, 0 or more
  static int partition(UUID tableId, int place) {
    // XOR lets tables begin at different partitions and keeps the order's spread.
    return ((STEP * place) ^ tableId.hashCode()) & (PARTITIONS - 1);
  }
}
