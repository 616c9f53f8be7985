package dev.plimsoll.planning.sizing;

/// The effect of `maintenance_work_mem`, which leader and workers share, on a sort.
///
/// Source: `tuplesort.c` (a merge reads as many runs at once as buffers of 272 KB fit, within 6 to
/// 500) and `plan_create_index_workers` (32 MB for each participant).
public final class SortMemory {
  public static final long MIB = 1L << 20;

  /// Need of every process, without which PostgreSQL launches fewer.
  public static final long PER_PARTICIPANT = 32 * MIB;

  private static final long MERGE_BUFFER = 272 << 10;
  private static final int MOST_RUNS = 500;
  private static final int FEWEST_RUNS = 6;
  private static final int SORTED_ADDRESS = 24;
  private static final int ADDRESS_ON_TAPE = 8 + 4;

  private SortMemory() {}

  /// Least memory for one merge pass of every process. More pays only when everything fits.
  public static long onePass(long sortBytes, int workers) {
    double byBuffers = Math.sqrt((double) (workers + 1) * sortBytes * MERGE_BUFFER);
    return Math.max((long) Math.ceil(byBuffers), Math.ceilDiv(sortBytes, MOST_RUNS));
  }

  /// Merge passes over the temporary files; 1 or more.
  public static int passes(long sortBytes, int workers, long memoryBytes) {
    double share = (double) sortBytes / (workers + 1);
    double memory = (double) memoryBytes / (workers + 1);
    double order = Math.clamp(memory / MERGE_BUFFER, FEWEST_RUNS, MOST_RUNS);
    double runs = Math.max(1, share / memory);
    return Math.max(1, (int) Math.ceil(Math.log(runs) / Math.log(order) - 1e-9));
  }

  /// Bytes of the validation's temporary files. It sorts the addresses of all rows, after the files
  /// of the build's own sort are gone, which are larger.
  ///
  /// Source: `validate_index` in `index.c`, which sorts them as `int8`; 24 bytes in memory and 8
  /// with a length word of 4 on tape in `tuplesort.c`; checked against files that the server logs.
  ///
  /// @return 0 where they fit in memory
  public static long validationTapeBytes(long rows, long memoryBytes) {
    return rows * SORTED_ADDRESS <= memoryBytes ? 0 : rows * ADDRESS_ON_TAPE;
  }

  /// A round figure above: a multiple of 8 MB, of 64 MB from 512 MB on, of 256 MB from 4 GB on.
  public static long roundUp(long bytes) {
    long step = bytes > 4_096 * MIB ? 256 * MIB : bytes > 512 * MIB ? 64 * MIB : 8 * MIB;
    return Math.max(step, Math.ceilDiv(bytes, step) * step);
  }
}
