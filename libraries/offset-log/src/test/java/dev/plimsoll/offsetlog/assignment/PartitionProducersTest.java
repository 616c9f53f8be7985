package dev.plimsoll.offsetlog.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.offsetlog.assignment.PartitionProducers.Producer;
import dev.plimsoll.offsetlog.assignment.PartitionProducers.Retired;
import dev.plimsoll.offsetlog.packing.Varints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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
    Map<Integer, Producer> oracle = new HashMap<>();

    for (int run = 0; run < 300; run++) {
      PartitionProducers producers = new PartitionProducers(row);
      for (int i = random.nextInt(20); i >= 0; i--) {
        int ref = 1 + random.nextInt(40);
        int epoch = random.nextInt(1 + run / 100);
        Producer expected = oracle.computeIfAbsent(ref, Producer::new);
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
    return ProducerEpoch.ofTable(epoch.number(), epoch.nextSequence(), epoch.recent());
  }

  @Test
  void aProducersFirstBatchHasSequenceZero() {
    Producer producer = new Producer(1);

    assertThat(producer.admit(0, 1, 100)).isEqualTo(new Admission.OutOfSequence(1, 0));
    assertThat(producer.admit(0, 0, 100)).isEqualTo(new Admission.Placed(100));
    assertThat(producer.admit(0, 1, 130)).isEqualTo(new Admission.Placed(130));
  }

  @Test
  void aGapIsRefusedUntilItIsFilled() {
    Producer producer = producer(0, 4);

    assertThat(producer.admit(0, 5, 40)).isEqualTo(new Admission.OutOfSequence(5, 4));
    assertThat(producer.admit(0, 4, 40)).isEqualTo(new Admission.Placed(40));
    assertThat(producer.admit(0, 5, 50)).isEqualTo(new Admission.Placed(50));
  }

  @Test
  void theLastFiveAreAnsweredWithTheirOffsetsAlsoByWhoeverReadsThemAnew() {
    // given a producer with eight batches, and what is stored of it
    Producer first = new Producer(1);
    for (int sequence = 0; sequence < 8; sequence++) {
      first.admit(2, sequence, 1_000_000_000_000L + 10 * sequence);
    }
    Varints.Writer stored = new Varints.Writer(0);
    first.current().write(stored);
    Producer second = new Producer(1);
    second.add(ProducerEpoch.read(new Varints.Reader(stored.bytes(), 0)));

    // then both answer the same
    for (Producer producer : List.of(first, second)) {
      for (int sequence = 0; sequence < 8; sequence++) {
        assertThat(producer.admit(2, sequence, -1))
            .isEqualTo(
                new Admission.Duplicate(
                    sequence < 3
                        ? OptionalLong.empty()
                        : OptionalLong.of(1_000_000_000_000L + 10 * sequence)));
      }
    }
  }

  @Test
  void aNewEpochFencesTheOldOneOnlyOnceItHasWritten() {
    Producer producer = producer(0, 2);

    assertThat(producer.admit(1, 3, 20)).isEqualTo(new Admission.OutOfSequence(3, 0));
    assertThat(producer.admit(0, 2, 20)).isEqualTo(new Admission.Placed(20));
    assertThat(producer.admit(1, 0, 30)).isEqualTo(new Admission.Placed(30));
    assertThat(producer.admit(0, 3, 40)).isEqualTo(new Admission.Fenced(0, 1));
  }

  @Test
  void whatAFencedEpochHadWrittenBeforeIsStillADuplicate() {
    Producer producer = producer(0, 2);
    producer.add(ProducerEpoch.ofTable(3, 1, new byte[0]));

    assertThat(producer.admit(0, 1, 20)).isEqualTo(new Admission.Duplicate(OptionalLong.empty()));
    assertThat(producer.admit(2, 0, 20)).isEqualTo(new Admission.Fenced(2, 3));
  }

  private static Producer producer(int epoch, long nextSequence) {
    Producer producer = new Producer(1);
    producer.add(ProducerEpoch.ofTable(epoch, nextSequence, new byte[0]));
    return producer;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverComesEachBatchIsPlacedOnceAndInOrder(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Producer producer = new Producer(1);
    Map<Integer, List<Long>> placed = new HashMap<>();
    int newest = 0;

    for (int i = 0; i < 5_000; i++) {
      int epoch = Math.max(0, newest - random.nextInt(3) + random.nextInt(2));
      long next = placed.getOrDefault(epoch, List.of()).size();
      long sequence = Math.max(0, next + random.nextInt(5) - 3);
      if (producer.admit(epoch, sequence, i) instanceof Admission.Placed) {
        assertThat(epoch).isGreaterThanOrEqualTo(newest);
        newest = epoch;
        placed.computeIfAbsent(epoch, _ -> new ArrayList<>()).add(sequence);
      }
    }

    assertThat(placed).isNotEmpty();
    placed.forEach(
        (epoch, sequences) -> {
          for (int i = 0; i < sequences.size(); i++) {
            assertThat(sequences.get(i)).as("epoch %d", epoch).isEqualTo(i);
          }
        });
  }
}
