package dev.plimsoll.benchmarks.materialize;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Object with batches of many partitions: parallel arrays with an element for each batch.
/// Numbers count from 0.
///
/// @param counts records of each batch
/// @param sequences of the producer in each partition, without holes
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

  /// Byte offset of each batch in the object.
  int[] byteOffsets() {
    int[] offsets = new int[batches()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = i * BYTES_OF_A_BATCH;
    }
    return offsets;
  }

  /// Columns of the batches of several files, with an element for each batch.
  record Columns(List<GeneratedFile> files) {
    int[] partitions() {
      return ints(GeneratedFile::partitions);
    }

    int[] counts() {
      return ints(GeneratedFile::counts);
    }

    int[] byteOffsets() {
      return ints(GeneratedFile::byteOffsets);
    }

    long[] sequences() {
      return files.stream().flatMapToLong(file -> Arrays.stream(file.sequences())).toArray();
    }

    String[] keys() {
      return files.stream().map(GeneratedFile::key).toArray(String[]::new);
    }

    long[] producers() {
      return files.stream().mapToLong(GeneratedFile::producer).toArray();
    }

    /// Number of each batch's file, from 1 on.
    int[] places() {
      return IntStream.range(0, files.size())
          .flatMap(file -> IntStream.generate(() -> file + 1).limit(files.get(file).batches()))
          .toArray();
    }

    private int[] ints(Function<GeneratedFile, int[]> column) {
      return files.stream().flatMapToInt(file -> IntStream.of(column.apply(file))).toArray();
    }
  }

  /// Files of one producer, the same each time.
  static final class Traffic {

    private final int producer;
    private final int firstPartition;
    private final int partitions;
    private final int batchesPerFile;
    private final long[] nextSequences;
    private final Random random;
    private int files;

    /// @param partitions number of partitions, from `firstPartition` on, chosen from at random
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
        counts[i] = 1 + random.nextInt(500); // as a broker's clients send
        sequences[i] = nextSequences[partition]++;
      }
      String key = "log/%02d/%010d".formatted(producer, files++);
      return new GeneratedFile(key, producer, chosen, counts, sequences);
    }
  }
}
