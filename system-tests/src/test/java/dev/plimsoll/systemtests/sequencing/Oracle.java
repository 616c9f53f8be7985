package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Compares what producers were told with what the log holds, and that with what it has told.
public final class Oracle {
  private final Testimony testimony;
  private final Map<BatchId, BatchCommitted> places = new HashMap<>();
  private final List<String> findings = new ArrayList<>();

  private Oracle(Testimony testimony) {
    this.testimony = testimony;
  }

  /// @param stored the batches of each partition as they are read, from its first offset on
  /// @param told in which messages of one partition are in the order of Kafka
  /// @return a line each; empty when all is as it has to be
  public static List<String> findings(
      Testimony testimony, Map<Integer, List<BatchCommitted>> stored, List<BatchCommitted> told) {
    Oracle oracle = new Oracle(testimony);
    stored.forEach(oracle::follow);
    oracle.requireAcknowledged();
    oracle.requireAnswered();
    oracle.requireTold(stored, told);
    return List.copyOf(oracle.findings);
  }

  /// The same of a log whose database has lost its youngest part now and then. What is gone was
  /// told all the same, and what was under way then may have come again at the very offset that it
  /// had, behind other batches than before. So what is told of what is there has to have all of it
  /// in its order, whatever is told between.
  ///
  /// @param told as above, also of what is lost
  public static List<String> findingsAfterFailovers(
      Testimony testimony, Map<Integer, List<BatchCommitted>> stored, List<BatchCommitted> told) {
    Oracle oracle = new Oracle(testimony);
    stored.forEach(oracle::follow);
    oracle.requireAcknowledged();
    oracle.requireAnswered();
    oracle.requireToldAmongOthers(stored, told);
    return List.copyOf(oracle.findings);
  }

  /// Along a partition: no hole, each batch as it was sent and once, each producer in its order.
  private void follow(int partition, List<BatchCommitted> batches) {
    long next = 0;
    Map<String, Long> sequences = new HashMap<>();
    for (BatchCommitted batch : batches) {
      if (batch.baseOffset() != next) {
        add("hole or overlap: %s where %d is next", batch, next);
      }
      next = batch.nextOffset();
      BatchId id = BatchId.of(batch);
      if (id.partition() != partition) {
        add("elsewhere: %s in partition %d", batch, partition);
      }
      if (places.put(id, batch) != null) {
        add("twice: %s", batch);
      }
      requireAsSent(batch);
      String producer = id.producerId() + ":" + id.epoch();
      long expected = sequences.getOrDefault(producer, 0L);
      if (id.sequence() != expected) {
        add("out of order: %s where #%d is next of its producer", batch, expected);
      }
      sequences.put(producer, id.sequence() + 1);
    }
  }

  private void requireAsSent(BatchCommitted batch) {
    @Nullable BatchAppended sent = testimony.sentAs(BatchId.of(batch));
    if (sent == null) {
      add("never sent: %s", batch);
    } else if (!batch.equals(at(batch.baseOffset(), sent))) {
      add("other than it was sent: %s, sent as %s", batch, sent);
    }
  }

  private static BatchCommitted at(long baseOffset, BatchAppended sent) {
    return new BatchCommitted(
        sent.topic(),
        sent.partition(),
        baseOffset,
        sent.recordCount(),
        sent.producerId(),
        sent.producerEpoch(),
        sent.sequence(),
        sent.object(),
        sent.maxTimestamp());
  }

  private void requireAcknowledged() {
    Set<String> lost = new TreeSet<>();
    for (BatchId id : testimony.acknowledged()) {
      if (!places.containsKey(id)) {
        lost.add(id.toString());
      }
    }
    lost.forEach(id -> add("lost: %s was acknowledged", id));
  }

  private void requireAnswered() {
    for (Testimony.Answered answer : testimony.answers()) {
      @Nullable BatchCommitted stored = places.get(answer.id());
      if (stored != null && stored.baseOffset() != answer.baseOffset()) {
        add("answered %d: %s", answer.baseOffset(), stored);
      } else if (stored == null) {
        add("answered %d, stored nowhere: %s", answer.baseOffset(), answer.id());
      }
    }
  }

  /// Each at least once, and for the first time in the order of offsets. What is told again may
  /// come at any time.
  private void requireTold(Map<Integer, List<BatchCommitted>> stored, List<BatchCommitted> told) {
    Map<Integer, Long> reached = new HashMap<>();
    for (BatchCommitted batch : told) {
      if (!batch.equals(places.get(BatchId.of(batch)))) {
        add("told, but not stored so: %s", batch);
      }
      long next = reached.getOrDefault(batch.partition(), 0L);
      if (batch.baseOffset() > next) {
        add("told too early: %s, after %d", batch, next);
      }
      reached.merge(batch.partition(), batch.nextOffset(), Math::max);
    }
    requireAllTold(stored, reached);
  }

  private void requireAllTold(
      Map<Integer, List<BatchCommitted>> stored, Map<Integer, Long> reached) {
    stored.forEach(
        (partition, batches) -> {
          long end = batches.isEmpty() ? 0 : batches.getLast().nextOffset();
          if (reached.getOrDefault(partition, 0L) < end) {
            add("untold: partition %d from %d on", partition, reached.getOrDefault(partition, 0L));
          }
        });
  }

  private void requireToldAmongOthers(
      Map<Integer, List<BatchCommitted>> stored, List<BatchCommitted> told) {
    Map<Integer, Long> reached = new HashMap<>();
    for (BatchCommitted batch : told) {
      if (batch.equals(places.get(BatchId.of(batch)))
          && batch.baseOffset() == reached.getOrDefault(batch.partition(), 0L)) {
        reached.put(batch.partition(), batch.nextOffset());
      }
    }
    requireAllTold(stored, reached);
  }

  private void add(String finding, Object... about) {
    findings.add(finding.formatted(about));
  }
}
