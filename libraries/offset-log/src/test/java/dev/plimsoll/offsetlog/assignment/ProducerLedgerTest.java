package dev.plimsoll.offsetlog.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.offsetlog.packing.NumberReader;
import dev.plimsoll.offsetlog.packing.NumberWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerLedgerTest {
  @Test
  void aProducersFirstBatchHasSequenceZero() {
    ProducerLedger ledger = new ProducerLedger();

    assertThat(ledger.admit(0, 1, 100)).isEqualTo(new Admission.OutOfSequence(1, 0));
    assertThat(ledger.admit(0, 0, 100)).isEqualTo(new Admission.Placed(100));
    assertThat(ledger.admit(0, 1, 130)).isEqualTo(new Admission.Placed(130));
  }

  @Test
  void aGapIsRefusedUntilItIsFilled() {
    ProducerLedger ledger = ledger(0, 4);

    assertThat(ledger.admit(0, 5, 40)).isEqualTo(new Admission.OutOfSequence(5, 4));
    assertThat(ledger.admit(0, 4, 40)).isEqualTo(new Admission.Placed(40));
    assertThat(ledger.admit(0, 5, 50)).isEqualTo(new Admission.Placed(50));
  }

  @Test
  void theLastFiveAreAnsweredWithTheirOffsetsAlsoByWhoeverReadsThemAnew() {
    // given a producer with eight batches, and what is stored of it
    ProducerLedger first = new ProducerLedger();
    for (int sequence = 0; sequence < 8; sequence++) {
      first.admit(2, sequence, 1_000_000_000_000L + 10 * sequence);
    }
    NumberWriter stored = new NumberWriter(0);
    first.current().write(stored);
    ProducerLedger second = new ProducerLedger();
    second.add(ProducerEpoch.read(new NumberReader(stored.bytes(), 0)));

    // then both answer the same
    for (ProducerLedger ledger : List.of(first, second)) {
      for (int sequence = 0; sequence < 8; sequence++) {
        assertThat(ledger.admit(2, sequence, -1))
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
    ProducerLedger ledger = ledger(0, 2);

    assertThat(ledger.admit(1, 3, 20)).isEqualTo(new Admission.OutOfSequence(3, 0));
    assertThat(ledger.admit(0, 2, 20)).isEqualTo(new Admission.Placed(20));
    assertThat(ledger.admit(1, 0, 30)).isEqualTo(new Admission.Placed(30));
    assertThat(ledger.admit(0, 3, 40)).isEqualTo(new Admission.Fenced(0, 1));
  }

  @Test
  void whatAFencedEpochHadWrittenBeforeIsStillADuplicate() {
    ProducerLedger ledger = ledger(0, 2);
    ledger.add(new ProducerEpoch(3, 1, new RecentOffsets(), true));

    assertThat(ledger.admit(0, 1, 20)).isEqualTo(new Admission.Duplicate(OptionalLong.empty()));
    assertThat(ledger.admit(2, 0, 20)).isEqualTo(new Admission.Fenced(2, 3));
  }

  private static ProducerLedger ledger(int epoch, long nextSequence) {
    ProducerLedger ledger = new ProducerLedger();
    ledger.add(new ProducerEpoch(epoch, nextSequence, new RecentOffsets(), true));
    return ledger;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverComesEachBatchIsPlacedOnceAndInOrder(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    ProducerLedger ledger = new ProducerLedger();
    Map<Integer, List<Long>> placed = new HashMap<>();
    int newest = 0;

    for (int i = 0; i < 5_000; i++) {
      int epoch = Math.max(0, newest - random.nextInt(3) + random.nextInt(2));
      long next = placed.getOrDefault(epoch, List.of()).size();
      long sequence = Math.max(0, next + random.nextInt(5) - 3);
      if (ledger.admit(epoch, sequence, i) instanceof Admission.Placed) {
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
