package dev.plimsoll.kafka.selection;

import dev.plimsoll.contracts.sync.ExtractTopic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Interceptor that drops messages about log topics which no extract writes, by key alone. A busy
/// log has some ten thousand commits a second; each would otherwise pass the messaging framework
/// and a seal check.
///
/// The last message of each partition in a poll always stays, so that its offset is committed: lag
/// then counts unseen messages only, and a restart repeats little. Readers therefore still check
/// [ExtractTopic#mayWrite].
///
/// Configured as `interceptor.classes` of a channel with text keys.
public final class ExtractsOnly implements ConsumerInterceptor<String, Object> {
  @Override
  public void configure(Map<String, ?> settings) {}

  @Override
  public ConsumerRecords<String, Object> onConsume(ConsumerRecords<String, Object> polled) {
    Map<TopicPartition, List<ConsumerRecord<String, Object>>> kept = new HashMap<>();
    for (TopicPartition partition : polled.partitions()) {
      kept.put(partition, select(polled.records(partition)));
    }
    return new ConsumerRecords<>(kept, polled.nextOffsets());
  }

  private static List<ConsumerRecord<String, Object>> select(
      List<ConsumerRecord<String, Object>> polled) {
    List<ConsumerRecord<String, Object>> selected = new ArrayList<>();
    for (ConsumerRecord<String, Object> message : polled.subList(0, polled.size() - 1)) {
      if (ExtractTopic.mayWrite(message.key())) {
        selected.add(message);
      }
    }
    selected.add(polled.getLast());
    return selected;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
