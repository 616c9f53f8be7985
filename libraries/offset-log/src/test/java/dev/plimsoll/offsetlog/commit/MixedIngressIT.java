package dev.plimsoll.offsetlog.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.log.ObjectRange;
import dev.plimsoll.offsetlog.LogDatabase;
import dev.plimsoll.offsetlog.append.BatchAppend;
import dev.plimsoll.offsetlog.append.FileAppend;
import dev.plimsoll.offsetlog.append.FileNumbering;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.AssignedLog;
import dev.plimsoll.offsetlog.assignment.OffsetAssignment;
import dev.plimsoll.offsetlog.assignment.RunSize;
import dev.plimsoll.testkit.Campaign;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One producer that mixes ingress paths: what was accepted first is judged first, whether or not
/// it waits for its offsets.
class MixedIngressIT {
  private static final int PARTITIONS = 4;
  private static final Instant WRITTEN = Instant.parse("2026-03-04T05:06:07Z");

  private static LogDatabase log;
  private static int topics;

  private String topic = "";
  private Pod pod;

  /// One process with all ingress paths.
  private record Pod(
      BatchAppend events,
      FileNumbering numbering,
      FileAppend files,
      FileCommit fileCommit,
      FileCommit batchCommit) {
    static Pod on(LogDatabase log) {
      return new Pod(
          log.ingestion(),
          log.numbering(),
          log.fileAppend(),
          LogDatabase.fileCommit(log.transactions()),
          LogDatabase.batchCommit(log.transactions()));
    }

    List<Admission> commit(FileAppended file) throws SQLException, InterruptedException {
      return fileCommit.commit(numbering.number(file)).outcomes();
    }
  }

  @BeforeAll
  static void open() {
    log = new LogDatabase("mixed_doors", "");
  }

  @AfterAll
  static void close() {
    log.close();
  }

  @BeforeEach
  void makeTopic() throws SQLException {
    topic = "t" + topics++;
    log.createPartitions(topic, PARTITIONS);
    pod = Pod.on(log);
  }

  private FileAppended file(String producer, int epoch, long sequence) {
    return new FileAppended(
        "b",
        "%s/%s/%d/%d".formatted(topic, producer, epoch, sequence),
        List.of(new FileBatch(topic, 0, producer, epoch, sequence, 0, 100, 10, WRITTEN)));
  }

  private BatchAppended batch(String producer, int partition, int epoch, long sequence) {
    return new BatchAppended(
        topic,
        partition,
        producer,
        epoch,
        sequence,
        new ObjectRange("b", topic + "/shared", 100 * sequence, 100),
        10,
        WRITTEN);
  }

  private void requireNothingLost() throws SQLException {
    assertThat(log.refused()).isEmpty();
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  @Test
  void aNextEpochThatWaitsFencesNothingThatWasAcceptedBefore() throws Exception {
    // given a file that was accepted and has no offsets yet
    pod.files().append(pod.numbering().number(file("p", 0, 0)));

    // when the producer begins its next epoch with one that waits
    List<Admission> outcomes = pod.commit(file("p", 1, 0));

    // then both have offsets, in the order in which they were accepted
    assertThat(outcomes).containsExactly(new Admission.Placed(10));
    assertThat(log.batches(topic, 0))
        .extracting(BatchCommitted::producerEpoch)
        .containsExactly(0, 1);
    requireNothingLost();
  }

  @Test
  void aNextSequenceThatWaitsIsInSequence() throws Exception {
    pod.files().append(pod.numbering().number(file("p", 0, 0)));
    pod.events().append(List.of(batch("q", 0, 0, 0)));

    assertThat(pod.commit(file("p", 0, 1))).containsExactly(new Admission.Placed(20));
    assertThat(
            pod.batchCommit().commit(pod.numbering().number(alone(batch("q", 0, 0, 1)))).outcomes())
        .containsExactly(new Admission.Placed(30));
    requireNothingLost();
  }

  private static FileAppended alone(BatchAppended batch) {
    return FileAppended.alone(batch);
  }

  @Test
  void whatQueuesOfOthersIsNotWaitedFor() throws Exception {
    pod.files().append(pod.numbering().number(file("p", 0, 0)));

    assertThat(pod.commit(file("q", 0, 0))).containsExactly(new Admission.Placed(0));

    AssignedLog.assignAll(log);
    requireNothingLost();
  }

  @Test
  void whatQueuesIsPlacedBeforeHoweverManyProducersItIsOf() throws Exception {
    // given an event each of more producers than a row of the queue names
    List<BatchAppended> events = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      events.add(batch("many-" + i, 0, 0, 0));
    }
    pod.events().append(events);

    // when the last one goes on by the ingress path that waits
    List<Admission> outcomes = pod.commit(file("many-149", 0, 1));

    // then all of them are before it
    assertThat(outcomes).containsExactly(new Admission.Placed(1_500));
    requireNothingLost();
  }

  /// Producers that choose an ingress path for each batch, begin a new epoch now and then and send
  /// again what they have sent, at two pods beside workers. The oracle is a list each: what was
  /// accepted, in its order.
  @Test
  void whateverDoorIsTakenEveryBatchIsThereOnceAndInOrder() throws Exception {
    long seed = Campaign.seed();
    int rounds = Campaign.rounds(60, 2_000);
    int producers = 6;
    Pod[] pods = {pod, Pod.on(log)};
    AtomicBoolean stop = new AtomicBoolean();
    List<List<Sent>> oracle = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> worker = threads.submit(working(stop));
      List<Future<List<Sent>>> senders = new ArrayList<>();
      for (int i = 0; i < producers; i++) {
        Random random = new Random(seed * 31 + i);
        String name = "mixed-" + i;
        senders.add(threads.submit(() -> send(pods, name, random, rounds)));
      }
      try {
        for (Future<List<Sent>> sender : senders) {
          oracle.add(sender.get());
        }
      } finally {
        stop.set(true);
      }
      worker.get();
    }
    AssignedLog.assignAll(log);

    // then nothing that was accepted was refused
    assertThat(log.refused()).as("seed %d", seed).isEmpty();
    // and each partition has what each producer sent there, once and in its order
    Map<String, List<Sent>> stored = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (BatchCommitted batch : log.batches(topic, partition)) {
        stored
            .computeIfAbsent(batch.producerId() + partition, _ -> new ArrayList<>())
            .add(new Sent(partition, batch.producerEpoch(), batch.sequence()));
      }
    }
    for (int i = 0; i < producers; i++) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        int in = partition;
        assertThat(stored.getOrDefault("mixed-" + i + partition, List.of()))
            .as("seed %d, producer %d, partition %d", seed, i, partition)
            .containsExactlyElementsOf(
                oracle.get(i).stream().filter(sent -> sent.partition() == in).toList());
      }
    }
    assertThat(log.auditor().audit("").clean()).isTrue();
  }

  private record Sent(int partition, int epoch, long sequence) {}

  private Callable<Void> working(AtomicBoolean stop) {
    return () -> {
      OffsetAssignment assignment = new OffsetAssignment(log.transactions(), new RunSize.Fixed(50));
      int shard = -1;
      while (!stop.get()) {
        shard = AssignedLog.runOrRest(assignment, shard);
      }
      return null;
    };
  }

  private List<Sent> send(Pod[] pods, String producer, Random random, int rounds)
      throws SQLException, InterruptedException {
    List<Sent> sent = new ArrayList<>();
    long[] next = new long[PARTITIONS];
    int epoch = 0;
    for (int round = 0; round < rounds; round++) {
      if (random.nextInt(12) == 0) {
        epoch++;
        next = new long[PARTITIONS];
      }
      boolean again = !sent.isEmpty() && random.nextInt(6) == 0;
      Sent one;
      if (again) {
        one = sent.get(sent.size() - 1 - random.nextInt(Math.min(4, sent.size())));
      } else {
        int partition = random.nextInt(PARTITIONS);
        one = new Sent(partition, epoch, next[partition]++);
        sent.add(one);
      }
      send(pods[random.nextInt(pods.length)], producer, one, random.nextInt(4));
    }
    return sent;
  }

  private void send(Pod pod, String producer, Sent sent, int ingress)
      throws SQLException, InterruptedException {
    BatchAppended batch = batch(producer, sent.partition(), sent.epoch(), sent.sequence());
    FileBatch inFile = FileBatch.of(batch);
    FileAppended file =
        new FileAppended(
            "b",
            "%s/%s/%d/%d/%d"
                .formatted(topic, producer, sent.partition(), sent.epoch(), sent.sequence()),
            List.of(inFile));
    switch (ingress) {
      case 0 -> pod.events().append(List.of(batch));
      case 1 -> pod.files().append(pod.numbering().number(file));
      case 2 ->
          assertThat(pod.commit(file))
              .allMatch(
                  outcome ->
                      outcome instanceof Admission.Placed
                          || outcome instanceof Admission.Duplicate);
      default ->
          assertThat(
                  pod.batchCommit()
                      .commit(pod.numbering().number(FileAppended.alone(batch)))
                      .outcomes())
              .allMatch(
                  outcome ->
                      outcome instanceof Admission.Placed
                          || outcome instanceof Admission.Duplicate);
    }
  }
}
