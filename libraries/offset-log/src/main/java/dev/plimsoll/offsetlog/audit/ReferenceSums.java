package dev.plimsoll.offsetlog.audit;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// Sums of references to files, less the files' own counts, in constant memory. Files are hashed
/// into 65,536 heaps with one sum each. All sums are 0 if all counts are right; else a second
/// round counts the files of uneven heaps one by one.
///
/// Each file has its own factor: errors in a heap cancel out with a chance of 1 in 2^64.
final class ReferenceSums {
  private static final int HEAPS = 1 << 16;

  private final long[] sums = new long[HEAPS];

  /// @param count of references; negative for the file's own count
  void add(long fileId, long count) {
    long own = mixed(fileId);
    sums[heap(own)] += own * count;
  }

  boolean even() {
    return Arrays.stream(sums).allMatch(sum -> sum == 0);
  }

  /// The second round, over the same files and batches.
  Counted recount() {
    return new Counted();
  }

  /// Files of uneven heaps.
  final class Counted {
    private static final int MOST = 100_000;

    private final Map<Long, Long> batches = new TreeMap<>();
    private final Map<Long, Long> said = new TreeMap<>();

    void refers(long fileId) {
      if (uneven(fileId)) {
        batches.merge(fileId, 1L, Long::sum);
      }
    }

    void says(long fileId, long refs) {
      if (uneven(fileId)) {
        said.put(fileId, refs);
      }
    }

    // If everything is wrong, the first ones suffice.
    private boolean uneven(long fileId) {
      return sums[heap(mixed(fileId))] != 0 && batches.size() < MOST && said.size() < MOST;
    }

    /// Missing files are found by their batches.
    void tell(AuditFindings findings) {
      said.forEach(
          (fileId, refs) -> {
            long counted = batches.getOrDefault(fileId, 0L);
            if (counted != refs) {
              findings.add(
                  FindingKind.REFERENCES,
                  "file %d: %d batches refer to it".formatted(fileId, counted),
                  "it says " + refs);
            }
          });
    }
  }

  private static int heap(long mixed) {
    return (int) (mixed >>> 48);
  }

  /// SplitMix64's finaliser spreads consecutive numbers. Never even, so that no count but 0 is
  /// lost.
  private static long mixed(long fileId) {
    long z = fileId + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (z ^ (z >>> 31)) | 1;
  }
}
