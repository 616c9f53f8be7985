package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.OvertakenException;
import dev.plimsoll.offsetlog.assignment.QueuedRow;
import dev.plimsoll.offsetlog.assignment.Shards;
import dev.plimsoll.offsetlog.commit.OrderedIngress.Answer;
import dev.plimsoll.offsetlog.group.GroupCommit.Answers;
import dev.plimsoll.offsetlog.identity.PartitionPlace;
import dev.plimsoll.offsetlog.ingestion.LogFile;
import dev.plimsoll.offsetlog.packing.LogBatch;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// One transaction over files that came together: entered, judged, numbered, stored.
final class CommitTransaction {
  /// @param place of who waits for it
  record Sent(int place, WaitingFile waiting) {
    LogFile file() {
      return waiting.file();
    }

    Sent as(LogFile known) {
      return new Sent(place, new WaitingFile(known, waiting.ahead()));
    }
  }

  /// @param rows by shard, the last row of the queue that goes before it
  record Behind(int place, Map<Integer, Long> rows) {}

  record Answered(int place, CommittedFile committed) {}

  record Refused(int place, PlimsollException why) {}

  /// @param behind those whose turn it is not; where there are any, nothing is to be committed
  record Done(List<Answered> answered, List<Refused> refused, List<Behind> behind) {
    static Done notYet(List<Behind> behind) {
      return new Done(List.of(), List.of(), behind);
    }

    boolean isToBeLeft() {
      return !behind.isEmpty() || !gone().isEmpty();
    }

    /// Of which partitions are gone.
    List<Integer> gone() {
      return answered.stream()
          .filter(
              one ->
                  one.committed().outcomes().stream()
                      .anyMatch(Admission.UnknownPartition.class::isInstance))
          .map(Answered::place)
          .toList();
    }
  }

  /// How what came is entered and placed, in the caller's transaction.
  interface Placing {
    /// @param briefly whether to give up soon where somebody else has one of the shards, or what
    ///     their partitions need
    Done place(Connection connection, List<Sent> sent, boolean briefly) throws SQLException;
  }

  private static final int MOST_ATTEMPTS = 3;

  private final Transactions transactions;
  private final Placing placing;
  private final boolean briefly;

  CommitTransaction(Transactions transactions, Placing placing, boolean briefly) {
    this.transactions = transactions;
    this.placing = placing;
    this.briefly = briefly;
  }

  /// Of what has partitions that are gone nothing is kept, nor of what is behind others in the
  /// queue: it is left out, and the others are done once more.
  ///
  /// @param answers are given once it has committed
  /// @throws SQLException nothing is done, or all of it where the answer to the commit was lost
  void run(List<WaitingFile> files, Answers<Answer> answers) throws SQLException {
    List<Sent> left =
        IntStream.range(0, files.size()).mapToObj(i -> new Sent(i, files.get(i))).toList();
    while (!left.isEmpty()) {
      Done done = untilNotOvertaken(left);
      if (!done.isToBeLeft()) {
        done.refused().forEach(refused -> answers.fail(refused.place(), refused.why()));
        done.answered()
            .forEach(one -> answers.answer(one.place(), new Answer.Done(one.committed())));
        return;
      }
      Set<Integer> ended = new HashSet<>(done.gone());
      ended.forEach(place -> answers.fail(place, unknownPartition()));
      for (Behind behind : done.behind()) {
        answers.answer(behind.place(), new Answer.Behind(behind.rows()));
        ended.add(behind.place());
      }
      left = left.stream().filter(sent -> !ended.contains(sent.place())).toList();
    }
  }

  private static PlimsollException unknownPartition() {
    return new PlimsollException(
        ErrorCode.UNKNOWN_PARTITION, "a partition of it was deleted in that very moment");
  }

  /// A partition that is deleted in that very moment is gone when it is read anew.
  private Done untilNotOvertaken(List<Sent> sent) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        return transactions.run(
            connection -> {
              for (Sent one : sent) {
                transactions.histories().require(connection, one.file().generation());
              }
              Done done = placing.place(connection, sent, briefly);
              if (done.isToBeLeft()) {
                connection.rollback();
              }
              return done;
            });
      } catch (OvertakenException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  static List<LogBatch> batches(List<Sent> sent) {
    return sent.stream().flatMap(one -> one.file().batches().stream()).toList();
  }

  /// Locks the shards of all partitions.
  ///
  /// @return those before which others go that queue there
  static List<Behind> lockShards(Connection connection, List<Sent> sent, boolean briefly)
      throws SQLException {
    List<QueuedRow> queued =
        Shards.lockAndLook(
            connection,
            sent.stream()
                .flatMap(one -> one.file().places().stream())
                .map(PartitionPlace::shard)
                .distinct()
                .toList(),
            batches(sent).stream().map(LogBatch::producerRef).distinct().toList(),
            briefly);
    return sent.stream()
        .map(one -> new Behind(one.place(), one.waiting().behind(queued)))
        .filter(one -> !one.rows().isEmpty())
        .toList();
  }
}
