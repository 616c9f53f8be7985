package dev.plimsoll.benchmarks.materialize;

import java.util.Random;

/// What one producer sends: the same each time for the same seed.
final class Traffic {
  // As a broker's clients send: a few records, or some hundred.
  private static final int MOST_RECORDS = 500;

  private final int producer;
  private final int firstPartition;
  private final int partitions;
  private final int batchesPerFile;
  private final long[] nextSequences;
  private final Random random;
  private int files;

  /// @param producer from 0 on
  /// @param firstPartition of those that it writes to
  /// @param partitions how many, chosen from at random
  Traffic(int producer, int firstPartition, int partitions, int batchesPerFile) {
    this.producer = producer;
    this.firstPartition = firstPartition;
    this.partitions = partitions;
    this.batchesPerFile = batchesPerFile;
    this.nextSequences = new long[partitions];
    this.random = new Random(producer);
  }

  GeneratedFile next() {
    int[] chosen = new int[batchesPerFile];
    int[] counts = new int[batchesPerFile];
    long[] sequences = new long[batchesPerFile];
    for (int i = 0; i < batchesPerFile; i++) {
      int partition = random.nextInt(partitions);
      chosen[i] = firstPartition + partition;
      counts[i] = 1 + random.nextInt(MOST_RECORDS);
      sequences[i] = nextSequences[partition]++;
    }
    String key = "log/%02d/%010d".formatted(producer, files++);
    return new GeneratedFile(key, producer, chosen, counts, sequences);
  }
}
