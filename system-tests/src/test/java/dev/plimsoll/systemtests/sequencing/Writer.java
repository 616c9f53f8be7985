package dev.plimsoll.systemtests.sequencing;

import dev.plimsoll.contracts.log.BatchAppended;
import dev.plimsoll.contracts.log.ObjectRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// A producer's files, one after the other: each has batches of several partitions, and a batch
/// has a sequence one higher than the batch before it in its partition.
final class Writer {
  private static final int MOST_RECORDS = 500;
  private static final int MOST_BYTES = 100_000;
  private static final int FEWEST_BATCHES = 8;
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  private final String topic;
  private final String producer;
  private final int epoch;
  private final int mostOfAPartition;
  private final Random random;
  private final long[] next;
  private int files;

  /// @param mostOfAPartition batches that a file may have of one
  Writer(
      String topic,
      int partitions,
      String producer,
      int epoch,
      int mostOfAPartition,
      Random random) {
    this.topic = topic;
    this.producer = producer;
    this.epoch = epoch;
    this.mostOfAPartition = mostOfAPartition;
    this.random = random;
    this.next = new long[partitions];
  }

  /// The next one.
  List<BatchAppended> write() {
    String key = "%s/%s/%d/%08d".formatted(topic, producer, epoch, files++);
    List<Integer> partitions =
        new ArrayList<>(
            IntStream.range(0, next.length * mostOfAPartition)
                .mapToObj(i -> i % next.length)
                .toList());
    Collections.shuffle(partitions, random);
    int count = Math.min(partitions.size(), FEWEST_BATCHES + random.nextInt(5));
    List<BatchAppended> file = new ArrayList<>();
    long begin = 0;
    for (int partition : partitions.subList(0, count)) {
      int bytes = 1 + random.nextInt(MOST_BYTES);
      file.add(
          new BatchAppended(
              topic,
              partition,
              producer,
              epoch,
              next[partition]++,
              new ObjectRange("objects", key, begin, bytes),
              1 + random.nextInt(MOST_RECORDS),
              FIRST.plusMillis(files * 1_000L + random.nextInt(1_000))));
      begin += bytes;
    }
    return file;
  }
}
