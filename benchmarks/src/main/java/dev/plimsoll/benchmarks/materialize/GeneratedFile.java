package dev.plimsoll.benchmarks.materialize;

/// One object with batches of many partitions, as a producer announces it: arrays side by side,
/// one element a batch.
///
/// @param key of the object
/// @param producer from 0 on
/// @param partitions from 0 on
/// @param counts records of each batch
/// @param sequences of the producer in each partition, from 0 on without a hole
record GeneratedFile(String key, int producer, int[] partitions, int[] counts, long[] sequences) {
  static final int BYTES_OF_A_BATCH = 4_096;

  int batches() {
    return partitions.length;
  }

  long records() {
    long records = 0;
    for (int count : counts) {
      records += count;
    }
    return records;
  }

  /// Where each batch begins in the object.
  int[] byteOffsets() {
    int[] offsets = new int[batches()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = i * BYTES_OF_A_BATCH;
    }
    return offsets;
  }
}
