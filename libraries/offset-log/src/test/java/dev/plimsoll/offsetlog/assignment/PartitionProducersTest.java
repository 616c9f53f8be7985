package dev.plimsoll.offsetlog.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.offsetlog.assignment.PartitionProducers.Retired;
import dev.plimsoll.offsetlog.packing.NumberReader;
import dev.plimsoll.offsetlog.packing.NumberWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionProducersTest {
  @Test
  void thoseThatWroteLastStayInTheRow() {
    PartitionProducers producers = new PartitionProducers(new byte[0]);
    for (int ref = 1; ref <= PartitionProducers.MOST_IN_ROW + 3; ref++) {
      producers.admit(ref, 0, 0, ref);
    }
    producers.admit(1, 0, 1, 100);

    PartitionProducers next = new PartitionProducers(producers.pack());

    assertThat(producers.retired()).extracting(Retired::producerRef).containsExactly(2, 3, 4);
    assertThat(next.knows(1, 0)).isTrue();
    assertThat(next.knows(2, 0)).isFalse();
    assertThat(next.knows(5, 0)).isTrue();
    assertThat(next.knows(5, 1)).isFalse();
  }

  @Test
  void aFormerEpochGoesToTheTable() {
    PartitionProducers producers = new PartitionProducers(new byte[0]);
    producers.admit(1, 0, 0, 10);
    producers.admit(1, 4, 0, 20);

    PartitionProducers next = new PartitionProducers(producers.pack());

    assertThat(producers.retired()).hasSize(1);
    assertThat(producers.retired().getFirst().epoch().number()).isZero();
    assertThat(next.knows(1, 4)).isTrue();
    assertThat(next.knows(1, 0)).isFalse();
  }

  /// Transactions one after the other, with a row and a table between them.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void withRowAndTableItIsAsIfEveryProducerWereRememberedForEver(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[] row = {};
    Map<Integer, Map<Integer, ProducerEpoch>> table = new HashMap<>();
    Map<Integer, ProducerLedger> oracle = new HashMap<>();

    for (int run = 0; run < 300; run++) {
      PartitionProducers producers = new PartitionProducers(row);
      for (int i = random.nextInt(20); i >= 0; i--) {
        int ref = 1 + random.nextInt(40);
        int epoch = random.nextInt(1 + run / 100);
        ProducerLedger expected = oracle.computeIfAbsent(ref, _ -> new ProducerLedger());
        if (!producers.knows(ref, epoch)) {
          table
              .getOrDefault(ref, Map.of())
              .values()
              .forEach(stored -> producers.add(ref, copy(stored)));
        }
        long sequence = random.nextInt(12);
        long offset = 1_000L * run + i;
        assertThat(producers.admit(ref, epoch, sequence, offset))
            .isEqualTo(expected.admit(epoch, sequence, offset));
      }
      row = producers.pack();
      for (Retired retired : producers.retired()) {
        table
            .computeIfAbsent(retired.producerRef(), _ -> new HashMap<>())
            .put(retired.epoch().number(), copy(retired.epoch()));
      }
    }
  }

  private static ProducerEpoch copy(ProducerEpoch epoch) {
    var to = new NumberWriter(0);
    epoch.recent().write(to);
    return new ProducerEpoch(
        epoch.number(),
        epoch.nextSequence(),
        RecentOffsets.read(new NumberReader(to.bytes(), 0)),
        true);
  }
}
