package dev.plimsoll.kafka.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class ExtractsOnlyTest {
  private static final String TABLE = "shop.public.orders.0badcafe/3";
  private static final TopicPartition FIRST = new TopicPartition("log.commits", 0);
  private static final TopicPartition SECOND = new TopicPartition("log.commits", 1);

  private final ExtractsOnly selection = new ExtractsOnly();

  @Test
  void leavesOutWhatIsOfNoExtractButForTheLastOfEachPartition() {
    // given a poll in which an extract's messages, and one without a key, are among others'
    Map<TopicPartition, OffsetAndMetadata> next =
        Map.of(FIRST, new OffsetAndMetadata(6), SECOND, new OffsetAndMetadata(2));
    ConsumerRecords<String, Object> polled =
        new ConsumerRecords<>(
            Map.of(
                FIRST, records(FIRST, "orders/0", TABLE, "orders/0", null, "orders/1", "orders/2"),
                SECOND, records(SECOND, "a.b.c/0", TABLE)),
            next);

    // when
    ConsumerRecords<String, Object> kept = selection.onConsume(polled);

    // then theirs stay in order, and the place up to which was looked
    assertThat(kept.records(FIRST)).extracting(ConsumerRecord::offset).containsExactly(1L, 3L, 5L);
    assertThat(kept.records(SECOND)).extracting(ConsumerRecord::offset).containsExactly(1L);
    assertThat(kept.nextOffsets()).isEqualTo(next);
  }

  @Test
  void anEmptyPollStaysOne() {
    assertThat(selection.onConsume(ConsumerRecords.empty()).isEmpty()).isTrue();
  }

  private static List<ConsumerRecord<String, Object>> records(
      TopicPartition partition, String... keys) {
    return new ArrayList<>(
        IntStream.range(0, keys.length)
            .mapToObj(
                i ->
                    new ConsumerRecord<String, Object>(
                        partition.topic(), partition.partition(), i, keys[i], "value"))
            .toList());
  }
}
