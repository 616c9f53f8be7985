package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.log.BatchAppended;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// What the producers have done and were told, in their own memory. For many threads.
public final class Testimony {
  /// An offset that a producer was given as an answer.
  public record Answered(BatchId id, long baseOffset) {}

  private final Map<BatchId, BatchAppended> sent = new ConcurrentHashMap<>();
  private final Set<BatchId> acknowledged = ConcurrentHashMap.newKeySet();
  private final Queue<Answered> answers = new ConcurrentLinkedQueue<>();

  /// Before it leaves for the first time: from now on it may be in the log.
  public void sent(BatchAppended batch) {
    sent.put(BatchId.of(batch), batch);
  }

  /// From now on it must be there in the end.
  public void acknowledged(BatchAppended batch) {
    acknowledged.add(BatchId.of(batch));
  }

  /// As [#acknowledged], and it must be at this offset.
  public void answered(BatchAppended batch, long baseOffset) {
    acknowledged(batch);
    answers.add(new Answered(BatchId.of(batch), baseOffset));
  }

  /// @return null for what nobody ever sent
  @Nullable BatchAppended sentAs(BatchId id) {
    return sent.get(id);
  }

  public Set<BatchId> acknowledged() {
    return Set.copyOf(acknowledged);
  }

  public int countAcknowledged() {
    return acknowledged.size();
  }

  public List<Answered> answers() {
    return List.copyOf(answers);
  }

  /// By the object's key: how many of its batches were acknowledged.
  public Map<String, Integer> batchesByObject() {
    Map<String, Integer> batches = new TreeMap<>();
    for (BatchId id : acknowledged) {
      batches.merge(sent.get(id).object().key(), 1, Integer::sum);
    }
    return batches;
  }
}
