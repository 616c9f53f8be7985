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

/// Leaves out the messages about topics of the log that no extract writes, by their keys alone,
/// before anything else is done for them: the commits of a busy log are those of everybody, some
/// ten thousand a second, and each would pass the whole messaging framework, and have its seal
/// checked, only to be thrown away.
///
/// The last message of each partition in a poll stays, whosever it is: who has handled it commits
/// its offset, so that the group's lag is what it has not looked at, and a restart does not look at
/// everything once more. So whoever reads still passes over what [ExtractTopic#mayWrite] denies.
///
/// Configured as `interceptor.classes` of a channel with keys of text.
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
