package dev.plimsoll.offsetlog.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerLedgerTest {
  @Test
  void aProducersFirstBatchHasSequenceZero() {
    ProducerLedger ledger = new ProducerLedger(Map.of());

    assertThat(ledger.admit(0, 1)).isEqualTo(new Admission.OutOfSequence(1, 0));
    assertThat(ledger.admit(0, 0)).isEqualTo(new Admission.Accepted());
    assertThat(ledger.admit(0, 1)).isEqualTo(new Admission.Accepted());
  }

  @Test
  void aResendIsADuplicateAndAGapIsRefusedUntilItIsFilled() {
    ProducerLedger ledger = new ProducerLedger(Map.of(0, 4L));

    assertThat(ledger.admit(0, 3)).isEqualTo(new Admission.Duplicate());
    assertThat(ledger.admit(0, 5)).isEqualTo(new Admission.OutOfSequence(5, 4));
    assertThat(ledger.admit(0, 4)).isEqualTo(new Admission.Accepted());
    assertThat(ledger.admit(0, 5)).isEqualTo(new Admission.Accepted());
  }

  @Test
  void aNewEpochFencesTheOldOneOnlyOnceItHasWritten() {
    ProducerLedger ledger = new ProducerLedger(Map.of(0, 2L, 1, 0L));

    assertThat(ledger.admit(1, 3)).isEqualTo(new Admission.OutOfSequence(3, 0));
    assertThat(ledger.admit(0, 2)).isEqualTo(new Admission.Accepted());
    assertThat(ledger.admit(1, 0)).isEqualTo(new Admission.Accepted());
    assertThat(ledger.admit(0, 3)).isEqualTo(new Admission.Fenced(0, 1));
  }

  @Test
  void whatAFencedEpochHadWrittenBeforeIsStillADuplicate() {
    ProducerLedger ledger = new ProducerLedger(Map.of(0, 2L, 3, 1L));

    assertThat(ledger.admit(0, 1)).isEqualTo(new Admission.Duplicate());
    assertThat(ledger.admit(2, 0)).isEqualTo(new Admission.Fenced(2, 3));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverComesEachBatchIsAcceptedOnceAndInOrder(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    ProducerLedger ledger = new ProducerLedger(Map.of());
    Map<Integer, List<Long>> accepted = new HashMap<>();
    int newest = 0;

    for (int i = 0; i < 5_000; i++) {
      int epoch = Math.max(0, newest - random.nextInt(3) + random.nextInt(2));
      long sequence = Math.max(0, ledger.nextSequence(epoch) + random.nextInt(5) - 3);
      if (ledger.admit(epoch, sequence) instanceof Admission.Accepted) {
        assertThat(epoch).isGreaterThanOrEqualTo(newest);
        newest = epoch;
        accepted.computeIfAbsent(epoch, _ -> new ArrayList<>()).add(sequence);
      }
    }

    accepted.forEach(
        (epoch, sequences) -> {
          for (int i = 0; i < sequences.size(); i++) {
            assertThat(sequences.get(i)).as("epoch %d", epoch).isEqualTo(i);
          }
        });
  }
}
