package dev.plimsoll.systemtests.sequencing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An oracle that says yes to everything would be worth nothing: it must find each kind of damage.
class OracleTest {
  private static final int PARTITIONS = 3;
  private static final int FILES = 12;

  private final Testimony testimony = new Testimony();
  private final Map<Integer, List<BatchCommitted>> stored = new HashMap<>();
  private final List<BatchCommitted> told = new ArrayList<>();
  private final Map<BatchCommitted, BatchAppended> appended = new HashMap<>();

  /// Two producers, all that they have sent acknowledged and answered, stored and told.
  @BeforeEach
  void soundLog() {
    Writer a = new Writer("t", PARTITIONS, "a", 0, 1, new Random(1));
    Writer b = new Writer("t", PARTITIONS, "b", 0, 1, new Random(2));
    for (int file = 0; file < FILES; file++) {
      a.write().forEach(this::store);
      b.write().forEach(this::store);
    }
  }

  private void store(BatchAppended batch) {
    testimony.sent(batch);
    List<BatchCommitted> partition =
        stored.computeIfAbsent(batch.partition(), _ -> new ArrayList<>());
    long base = partition.isEmpty() ? 0 : partition.getLast().nextOffset();
    testimony.answered(batch, base);
    BatchCommitted committed = at(base, batch);
    partition.add(committed);
    told.add(committed);
  }

  private BatchCommitted at(long base, BatchAppended batch) {
    BatchCommitted committed =
        new BatchCommitted(
            batch.topic(),
            batch.partition(),
            base,
            batch.recordCount(),
            batch.producerId(),
            batch.producerEpoch(),
            batch.sequence(),
            batch.object(),
            batch.maxTimestamp());
    appended.put(committed, batch);
    return committed;
  }

  private BatchCommitted moved(BatchCommitted batch, long base) {
    return at(base, Objects.requireNonNull(appended.get(batch)));
  }

  private List<String> findings() {
    return Oracle.findings(testimony, stored, told);
  }

  /// Gives offsets anew, from 0 on and without a hole, and tells everything again so.
  private void renumber(int partition) {
    List<BatchCommitted> batches = stored.get(partition);
    long next = 0;
    for (int i = 0; i < batches.size(); i++) {
      batches.set(i, moved(batches.get(i), next));
      next = batches.get(i).nextOffset();
    }
    told.clear();
    stored.values().forEach(told::addAll);
  }

  @Test
  void findsNothingInASoundLog() {
    assertThat(stored.get(1)).hasSize(2 * FILES);

    assertThat(findings()).isEmpty();
  }

  @Test
  void allowsWhatWasSentAndNeverAcknowledged() {
    BatchAppended batch = new Writer("t", 1, "c", 0, 1, new Random(3)).write().getFirst();
    testimony.sent(batch);

    assertThat(findings()).isEmpty();
  }

  @Test
  void findsALostBatch() {
    stored.get(1).removeLast();
    told.removeIf(batch -> !stored.get(batch.partition()).contains(batch));

    assertThat(findings())
        .anyMatch(finding -> finding.startsWith("lost: t/1 b:0 #11"))
        .anyMatch(finding -> finding.startsWith("answered"))
        .hasSize(2);
  }

  @Test
  void findsABatchLostInTheMiddleThoughOffsetsAreContiguous() {
    stored.get(1).remove(6);
    renumber(1);

    assertThat(findings())
        .anyMatch(finding -> finding.startsWith("lost: t/1 a:0 #3"))
        .anyMatch(finding -> finding.startsWith("out of order"));
  }

  @Test
  void findsADoubledBatch() {
    stored.get(1).add(stored.get(1).getLast());
    renumber(1);

    assertThat(findings())
        .anyMatch(finding -> finding.startsWith("twice"))
        .anyMatch(finding -> finding.startsWith("out of order"));
  }

  @Test
  void findsATurnedOrder() {
    Collections.swap(stored.get(1), 4, 6);
    renumber(1);

    assertThat(findings())
        .filteredOn(finding -> finding.startsWith("out of order"))
        .hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void findsAHole() {
    List<BatchCommitted> batches = stored.get(1);
    batches.set(batches.size() - 1, moved(batches.getLast(), batches.getLast().baseOffset() + 1));

    assertThat(findings()).anyMatch(finding -> finding.startsWith("hole or overlap"));
  }

  @Test
  void findsAHoleAtTheBegin() {
    stored.get(1).removeFirst();

    assertThat(findings()).anyMatch(finding -> finding.startsWith("hole or overlap"));
  }

  @Test
  void findsAnOverlap() {
    List<BatchCommitted> batches = stored.get(1);
    batches.set(batches.size() - 1, moved(batches.getLast(), batches.getLast().baseOffset() - 1));

    assertThat(findings()).anyMatch(finding -> finding.startsWith("hole or overlap"));
  }

  @Test
  void findsAnAnswerThatIsNotStored() {
    BatchCommitted batch = stored.get(2).get(5);
    BatchAppended sent = testimony.sentAs(BatchId.of(batch));
    testimony.answered(sent, batch.baseOffset() + 1);

    assertThat(findings())
        .singleElement()
        .asString()
        .startsWith("answered " + (batch.baseOffset() + 1));
  }

  @Test
  void findsWhatNobodySent() {
    BatchAppended strange = new Writer("t", 1, "c", 0, 1, new Random(3)).write().getFirst();
    List<BatchCommitted> batches = stored.get(0);
    batches.add(at(batches.getLast().nextOffset(), strange));
    told.add(batches.getLast());

    assertThat(findings()).singleElement().asString().startsWith("never sent");
  }

  @Test
  void findsABatchThatIsOtherThanItWasSent() {
    BatchCommitted last = stored.get(0).getLast();
    BatchCommitted longer =
        new BatchCommitted(
            last.topic(),
            last.partition(),
            last.baseOffset(),
            last.recordCount() + 1,
            last.producerId(),
            last.producerEpoch(),
            last.sequence(),
            last.object(),
            last.maxTimestamp());
    stored.get(0).set(stored.get(0).size() - 1, longer);
    told.replaceAll(batch -> batch.equals(last) ? longer : batch);

    assertThat(findings()).singleElement().asString().startsWith("other than it was sent");
  }

  @Test
  void findsABatchThatWasNotTold() {
    told.remove(stored.get(2).getLast());

    assertThat(findings()).singleElement().asString().startsWith("untold: partition 2");
  }

  @Test
  void findsABatchToldBeforeItsPredecessor() {
    BatchCommitted early = stored.get(2).get(7);
    told.remove(early);
    told.add(told.indexOf(stored.get(2).get(6)), early);

    assertThat(findings()).singleElement().asString().startsWith("told too early");
  }

  @Test
  void findsWhatWasToldOtherwiseThanStored() {
    BatchCommitted batch = stored.get(2).get(7);
    told.add(moved(batch, batch.baseOffset() - 1));

    assertThat(findings()).singleElement().asString().startsWith("told, but not stored so");
  }

  @Test
  void allowsThatIsToldAgain() {
    told.addAll(List.copyOf(told.subList(3, 20)));

    assertThat(findings()).isEmpty();
  }

  @Test
  void afterAFailoverWhatWasToldOfThePastIsNoOrder() {
    // given a history that is lost, in which two batches had changed places before a third
    List<BatchCommitted> partition = stored.get(2);
    BatchCommitted first = partition.get(4);
    BatchCommitted second = partition.get(5);
    BatchCommitted third = partition.get(6);
    int lost = told.indexOf(first);
    told.addAll(
        lost,
        List.of(
            moved(second, first.baseOffset()),
            moved(first, first.baseOffset() + second.recordCount()),
            third));

    // then what is there is told in its order all the same, for who looks at nothing else
    assertThat(findings()).isNotEmpty();
    assertThat(Oracle.findingsAfterFailovers(testimony, stored, told)).isEmpty();

    // and it has to be
    told.removeIf(second::equals);
    assertThat(Oracle.findingsAfterFailovers(testimony, stored, told))
        .singleElement()
        .asString()
        .startsWith("untold: partition 2 from " + second.baseOffset());
  }
}
