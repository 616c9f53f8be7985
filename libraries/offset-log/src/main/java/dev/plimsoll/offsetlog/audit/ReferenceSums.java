package dev.plimsoll.offsetlog.audit;

import java.util.Map;
import java.util.TreeMap;

/// Adds up who refers to files, and takes away what the files say of it, in memory that does not
/// grow with them: files are thrown together in heaps, each with one sum. Where all is right every
/// heap is 0; where it is not, the files of those heaps are counted one by one, in a second round.
///
/// A heap whose files are wrong in such a way that they make up for each other is seen all the
/// same, since each file counts by a number of its own: but for a chance of 1 in 2^64.
final class ReferenceSums {
  private static final int HEAPS = 1 << 16;

  private final long[] sums = new long[HEAPS];

  /// @param count of batches that refer to it; what it says itself, with a minus
  void add(long fileId, long count) {
    long own = mixed(fileId);
    sums[heap(own)] += own * count;
  }

  boolean even() {
    for (long sum : sums) {
      if (sum != 0) {
        return false;
      }
    }
    return true;
  }

  /// The second round, over the same files and batches.
  Counted recount() {
    return new Counted();
  }

  /// Files of uneven heaps, one by one.
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

    // Where everything is wrong, the first of it are enough.
    private boolean uneven(long fileId) {
      return sums[heap(mixed(fileId))] != 0 && batches.size() < MOST && said.size() < MOST;
    }

    /// Where a file is not there at all, its batches say so themselves.
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

  /// Spreads numbers that follow each other (the finaliser of SplitMix64); never even, so that no
  /// count but 0 is lost.
  private static long mixed(long fileId) {
    long z = fileId + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return (z ^ (z >>> 31)) | 1;
  }
}
