package dev.plimsoll.materializer.append;

import dev.plimsoll.contracts.log.FileAppended;
import dev.plimsoll.contracts.log.FileBatch;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Order of an NDJSON request's lines by producer. After a line that failed, later lines of its
/// producer are not tried, as they would be out of sequence.
final class ProducerTurns {
  /// Producers with files in progress or failed.
  private static final int MOST_PRODUCERS = 10_000;

  private record Earlier(long line, CompletableFuture<Boolean> kept) {
    boolean wasKept() {
      return kept.isDone() && kept.join();
    }
  }

  private final Map<String, Earlier> last = new HashMap<>();

  /// The turn of one line.
  static final class Turn {
    private final Earlier self;
    private final Set<Earlier> before;

    private Turn(Earlier self, Set<Earlier> before) {
      this.self = self;
      this.before = before;
    }

    long line() {
      return self.line();
    }

    /// Waits for earlier lines of its producers.
    ///
    /// @return the failed ones
    List<Long> failedBefore() {
      return before.stream()
          .filter(earlier -> !earlier.kept().join())
          .map(Earlier::line)
          .sorted()
          .toList();
    }

    void ended(boolean kept) {
      self.kept().complete(kept);
    }
  }

  /// For lines in their order, by one thread.
  ///
  /// @throws PlimsollException TOO_MANY_REQUESTS for too many failed producers
  Turn take(long line, FileAppended file) {
    if (last.size() > MOST_PRODUCERS) {
      last.values().removeIf(Earlier::wasKept);
      if (last.size() > MOST_PRODUCERS) {
        throw new PlimsollException(
            ErrorCode.TOO_MANY_REQUESTS,
            "files of more than " + MOST_PRODUCERS + " producers were not kept");
      }
    }
    Earlier self = new Earlier(line, new CompletableFuture<>());
    Set<Earlier> before = new LinkedHashSet<>();
    for (FileBatch batch : file.batches()) {
      Earlier earlier = last.put(batch.producerId(), self);
      if (earlier != null && earlier != self && !earlier.wasKept()) {
        before.add(earlier);
      }
    }
    return new Turn(self, before);
  }
}
