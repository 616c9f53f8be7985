package dev.plimsoll.systemtests.sequencing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// Writes file after file through whichever ingress path, sends again what was not acknowledged,
/// and begins anew in a higher epoch now and then.
///
/// What it sent through Kafka it sends once more as single batches before it takes another ingress
/// path: that Kafka has a message does not say that the log has it. So a batch that came both ways
/// must have one offset, too.
///
/// While a standby is cut off nothing that is acknowledged counts: it may be lost. After the
/// failover the producer begins anew, as whoever has lost acknowledged batches has to.
public final class MixingProducer extends ProducerThread {
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(150);
  private static final int RESTARTS_ONE_IN = 15;
  private static final int RESENDS_ONE_IN = 8;

  private enum Way {
    KAFKA,
    ASYNCHRONOUS,
    SYNCHRONOUS
  }

  /// What was refused: a batch before it is missing, or its epoch is over.
  private static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String what) {
      super(what);
    }
  }

  private final Ingress kafka;
  private final LogPost post;
  private final String topic;
  private final int partitions;
  private final String name;
  private final Testimony testimony;
  private final Random random;
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger files = new AtomicInteger();
  private Writer writer;
  private int epoch;
  private volatile boolean uncertain;
  private volatile boolean beginAnew;

  private MixingProducer(
      Ingress kafka,
      LogPost post,
      String topic,
      int partitions,
      String name,
      Random random,
      Testimony testimony) {
    super(kafka, name, random);
    this.kafka = kafka;
    this.post = post;
    this.topic = topic;
    this.partitions = partitions;
    this.name = name;
    this.random = random;
    this.testimony = testimony;
    this.writer = new Writer(topic, partitions, name, 0, 1, random);
  }

  /// Begins to write.
  ///
  /// @param kafka closed with this
  /// @param random its own
  public static MixingProducer start(
      KafkaIngress kafka,
      LogPost post,
      String topic,
      int partitions,
      String name,
      Random random,
      Testimony testimony) {
    MixingProducer producer =
        new MixingProducer(kafka, post, topic, partitions, name, random, testimony);
    producer.start();
    return producer;
  }

  @Override
  void writeOnce() throws InterruptedException, RefusedException {
    boolean lost = beginAnew;
    if (lost || random.nextInt(RESTARTS_ONE_IN) == 0) {
      begin();
      if (lost) {
        beginAnew = false;
        uncertain = false;
      }
    }
    try {
      write();
    } catch (RefusedException e) {
      refused.incrementAndGet();
      if (!uncertain) {
        throw e;
      }
      begin();
    }
  }

  private void begin() {
    writer = new Writer(topic, partitions, name, ++epoch, 1, random);
  }

  private void write() throws InterruptedException, RefusedException {
    List<BatchAppended> file = writer.write();
    file.forEach(testimony::sent);
    files.incrementAndGet();
    Way way = Way.values()[random.nextInt(Way.values().length)];
    boolean again = random.nextInt(RESENDS_ONE_IN) == 0;
    switch (way) {
      case KAFKA -> {
        handToKafka(file);
        for (BatchAppended batch : file) {
          sendAlone(batch);
        }
      }
      case ASYNCHRONOUS -> {
        sendFile(file, "");
        if (again) {
          sendFile(file, "");
        }
      }
      case SYNCHRONOUS -> {
        sendFile(file, "?wait=offsets");
        if (again) {
          sendFile(file, "?wait=offsets");
        }
      }
    }
  }

  private void handToKafka(List<BatchAppended> file) throws InterruptedException {
    List<BatchAppended> open = file;
    while (!open.isEmpty()) {
      List<Answer> answers = kafka.hand(open);
      List<BatchAppended> left = new ArrayList<>();
      for (int i = 0; i < open.size(); i++) {
        if (answers.get(i) instanceof Answer.None) {
          left.add(open.get(i));
        }
      }
      open = left;
    }
  }

  private void sendAlone(BatchAppended batch) throws InterruptedException, RefusedException {
    take(batch, send("/batches?wait=offsets", batch));
  }

  private void sendFile(List<BatchAppended> file, String query)
      throws InterruptedException, RefusedException {
    JsonNode body =
        send(
            "/files" + query,
            new FileAppended(
                file.getFirst().object().bucket(),
                file.getFirst().object().key(),
                file.stream().map(FileBatch::of).toList()));
    for (int i = 0; i < file.size(); i++) {
      if (query.isEmpty()) {
        acknowledged(file.get(i));
      } else {
        take(file.get(i), body.path("batches").get(i));
      }
    }
  }

  private JsonNode send(String path, Object body) throws InterruptedException {
    while (true) {
      LogPost.Answered answered = post.send(path, body);
      if (answered.isUnknown()) {
        throw new IllegalStateException(path + " was answered " + answered.body());
      }
      if (!answered.isNone()) {
        return answered.body();
      }
      // As a client backs off; only the next answer says whether the service is back.
      TimeUnit.MILLISECONDS.sleep(1 + random.nextLong(LONGEST_PAUSE.toMillis()));
    }
  }

  private void take(BatchAppended batch, JsonNode outcome) throws RefusedException {
    String what = outcome.path("outcome").asText();
    if (!what.equals("placed") && !what.equals("duplicate")) {
      throw new RefusedException("%s was answered %s".formatted(batch, outcome));
    }
    if (outcome.hasNonNull("baseOffset") && !uncertain) {
      testimony.answered(batch, outcome.get("baseOffset").longValue());
    } else {
      acknowledged(batch);
    }
  }

  /// Looked at after the answer: what was answered before the standby was cut off, it has.
  private void acknowledged(BatchAppended batch) {
    if (!uncertain) {
      testimony.acknowledged(batch);
    }
  }

  /// From now on what is acknowledged may be lost.
  public void standbyIsCutOff() {
    uncertain = true;
  }

  /// Some of it is.
  public void failedOver() {
    beginAnew = true;
  }

  /// Whether it has begun anew since the failover.
  public boolean isCertain() {
    return !uncertain;
  }

  /// What it is at, for people.
  public String whereabouts() {
    return this
        + Arrays.stream(thread().getStackTrace())
            .map(frame -> "\n    at " + frame)
            .collect(Collectors.joining());
  }

  /// For people.
  @Override
  public String toString() {
    return "%s: %d files, %d epochs, %d refused after failovers"
        .formatted(name, files.get(), epoch + 1, refused.get());
  }
}
