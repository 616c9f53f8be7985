package dev.plimsoll.offsetlog.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.TopicRequest;
import dev.plimsoll.offsetlog.LogDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionsIT {
  @AutoClose private LogDatabase log;

  @BeforeEach
  void open() {
    log = new LogDatabase("partitions", "");
  }

  @Test
  void ofWhatIsNotThereNothingIsRemembered() throws SQLException {
    Partitions partitions = log.partitions();
    for (int i = 0; i < 50; i++) {
      assertThat(partitions.find(List.of(new PartitionName("nothing-" + i, 0)))).isEmpty();
    }
    assertThat(partitions.topicsKnown()).isZero();
    // and what comes to be is found
    log.createPartitions("nothing-7", 1);
    assertThat(partitions.find(List.of(new PartitionName("nothing-7", 0)))).hasSize(1);
  }

  /// Of topics and producers there are 2^31 each.
  @Test
  void whatIsThereTakesNoNumber() throws SQLException {
    TopicRequest request = new TopicRequest("made", 1, null, null, null);
    for (int i = 0; i < 5; i++) {
      log.topics().create(request);
      new ProducerRefs(log.transactions()).refs(List.of("a", "b-" + i));
    }
    assertThat(log.number("SELECT last_value FROM log_topic_topic_id_seq")).isEqualTo(1);
    assertThat(log.number("SELECT last_value FROM producer_name_producer_ref_seq")).isEqualTo(6);
  }

  @Test
  void noMoreThanSoManyAreRemembered() throws SQLException {
    Partitions partitions = new Partitions(log.transactions(), 10);
    for (int i = 0; i < 20; i++) {
      String topic = "t" + i;
      log.createPartitions(topic, 3);
      List<PartitionName> names =
          IntStream.range(0, 3).mapToObj(number -> new PartitionName(topic, number)).toList();
      assertThat(partitions.find(names)).containsOnlyKeys(names);
      assertThat(partitions.topicsKnown()).isLessThanOrEqualTo(3);
    }
  }
}
