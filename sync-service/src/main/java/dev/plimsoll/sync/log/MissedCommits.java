package dev.plimsoll.sync.log;

import dev.plimsoll.contracts.log.BatchCommitted;
import dev.plimsoll.contracts.log.LogFetch;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.sync.load.Loads;
import dev.plimsoll.sync.table.ExtractTable;
import dev.plimsoll.sync.table.TableFailures;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/// Commits that have not come: `log.commits` may have been cleaned away before it was read, or be
/// another broker's after a restore. The log still has what it has placed, so it is asked, by the
/// offset that a partition is to go on at.
///
/// Only a partition that has stood at one offset since the round before is asked for: what is on
/// its way by Kafka is not looked for.
final class MissedCommits {
  private static final Logger LOG = Logger.getLogger(MissedCommits.class);

  private final LogApi log;
  private final WaitingStore waiting;
  private final Loads loads;
  private final TableFailures failures;
  private Set<WaitingPartition> before = Set.of();

  MissedCommits(LogApi log, WaitingStore waiting, Loads loads, TableFailures failures) {
    this.log = log;
    this.waiting = waiting;
    this.loads = loads;
    this.failures = failures;
  }

  /// Partitions that have stood still for a round.
  List<WaitingPartition> standing() {
    List<WaitingPartition> now = waiting.lanes();
    List<WaitingPartition> standing = now.stream().filter(before::contains).toList();
    before = new HashSet<>(now);
    return standing;
  }

  void look(WaitingPartition lane) throws IOException, InterruptedException {
    LogFetch fetched;
    try {
      fetched = log.fetch(lane.topic(), lane.partition(), lane.expected());
    } catch (PlimsollException e) {
      if (!isGone(e.code(), lane)) {
        throw e;
      }
      ExtractTable table = waiting.table(lane);
      failures.note(
          table,
          new PlimsollException(
              ErrorCode.LOG_REFUSED,
              "the log has no records of partition %d of %s from offset %d on: %s"
                  .formatted(lane.partition(), lane.topic(), lane.expected(), e.getMessage()),
              e),
          null);
      return;
    }
    for (BatchCommitted commit : fetched.batches()) {
      LOG.warnf(
          "a commit that has not come is taken from the log: topic=%s partition=%d base=%d",
          commit.topic(), commit.partition(), commit.baseOffset());
      loads.take(commit);
    }
  }

  // A topic comes to be with its first batch.
  private static boolean isGone(ErrorCode code, WaitingPartition lane) {
    return code == ErrorCode.OFFSET_OUT_OF_RANGE
        || (lane.expected() > 0
            && (code == ErrorCode.NOT_FOUND || code == ErrorCode.UNKNOWN_PARTITION));
  }
}
