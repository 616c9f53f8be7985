package dev.plimsoll.benchmarks.materialize;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Batches of some files side by side: an array for each column, an element for each batch.
record FileColumns(List<GeneratedFile> files) {
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

  /// Which of the files each batch is of, from 1 on.
  int[] places() {
    return IntStream.range(0, files.size())
        .flatMap(file -> IntStream.generate(() -> file + 1).limit(files.get(file).batches()))
        .toArray();
  }

  private int[] ints(Function<GeneratedFile, int[]> column) {
    return files.stream().flatMapToInt(file -> IntStream.of(column.apply(file))).toArray();
  }
}
