package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.log.BatchAppended;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// Writes file after file, and sends each batch again until it is acknowledged; sometimes also
/// when it was. A file begins when the one before is done with, so that no batch overtakes another
/// of its partition.
public final class ResendingProducer extends ProducerThread {
  private static final int DOUBLED_ONE_IN = 12;
  private static final Duration LONGEST_PAUSE_WITHOUT_ANSWER = Duration.ofMillis(200);

  /// Batches of a producer in a partition that the log remembers with their offsets.
  private static final int REMEMBERED = 5;

  private final Ingress ingress;
  private final Writer writer;
  private final Testimony testimony;
  private final Random random;
  private final Deque<List<BatchAppended>> recent = new ArrayDeque<>();
  private final List<List<BatchAppended>> first = new ArrayList<>();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final AtomicInteger doubled = new AtomicInteger();

  private ResendingProducer(
      Ingress ingress,
      String topic,
      int partitions,
      String name,
      Random random,
      Testimony testimony) {
    super(ingress, name, random);
    this.ingress = ingress;
    this.writer = new Writer(topic, partitions, name, 0, ingress.kind().mostOfAPartition(), random);
    this.testimony = testimony;
    this.random = random;
  }

  /// Begins to write.
  ///
  /// @param ingress closed with this
  /// @param random its own
  public static ResendingProducer start(
      Ingress ingress,
      String topic,
      int partitions,
      String name,
      Random random,
      Testimony testimony) {
    ResendingProducer producer =
        new ResendingProducer(ingress, topic, partitions, name, random, testimony);
    producer.start();
    return producer;
  }

  @Override
  void writeOnce() throws InterruptedException {
    List<BatchAppended> file = writer.write();
    file.forEach(testimony::sent);
    handUntilAcknowledged(file, true);
    remember(file);
    if (random.nextInt(DOUBLED_ONE_IN) == 0) {
      handUntilAcknowledged(any(recent), true);
      doubled.incrementAndGet();
    }
    if (random.nextInt(DOUBLED_ONE_IN) == 0) {
      handUntilAcknowledged(any(first), false);
      doubled.incrementAndGet();
    }
  }

  /// @param remembered the log must still know its offsets
  private void handUntilAcknowledged(List<BatchAppended> file, boolean remembered)
      throws InterruptedException {
    List<BatchAppended> open = file;
    while (!open.isEmpty()) {
      List<Answer> answers = ingress.hand(open);
      List<BatchAppended> left = new ArrayList<>();
      for (int i = 0; i < open.size(); i++) {
        if (answers.get(i) instanceof Answer.None) {
          left.add(open.get(i));
        } else {
          take(open.get(i), answers.get(i), remembered);
        }
      }
      open = left;
      if (!open.isEmpty()) {
        unanswered.addAndGet(open.size());
        pause(LONGEST_PAUSE_WITHOUT_ANSWER);
      }
    }
  }

  private void take(BatchAppended batch, Answer answer, boolean remembered) {
    if (answer instanceof Answer.Given given) {
      testimony.answered(batch, given.baseOffset());
    } else if (remembered && ingress.kind() == Ingress.Kind.SYNCHRONOUS) {
      throw new IllegalStateException("the log has forgotten the offset of " + batch);
    } else {
      testimony.acknowledged(batch);
    }
  }

  private void remember(List<BatchAppended> file) {
    recent.add(file);
    if (recent.size() > REMEMBERED / ingress.kind().mostOfAPartition()) {
      recent.remove();
    }
    if (first.size() < REMEMBERED) {
      first.add(file);
    }
  }

  private List<BatchAppended> any(Collection<List<BatchAppended>> files) {
    return List.copyOf(files).get(random.nextInt(files.size()));
  }

  /// By which it writes.
  public Ingress.Kind ingress() {
    return ingress.kind();
  }

  /// For people: how often it sent anew for want of an answer, and without need.
  @Override
  public String toString() {
    return "%s by %s: %d batches without an answer, %d files sent twice"
        .formatted(thread().getName(), ingress.kind(), unanswered.get(), doubled.get());
  }

  /// Batches that were sent and got no answer.
  public int unanswered() {
    return unanswered.get();
  }
}
