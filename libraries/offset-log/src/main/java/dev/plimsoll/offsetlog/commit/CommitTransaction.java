package dev.plimsoll.offsetlog.commit;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.offsetlog.assignment.Admission;
import dev.plimsoll.offsetlog.assignment.OvertakenException;
import dev.plimsoll.offsetlog.commit.FileCommit.CommittedFile;
import dev.plimsoll.offsetlog.group.GroupCommit.Answers;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One transaction over several files: entered, judged, numbered, stored.
final class CommitTransaction {
  sealed interface Answer {
    record Done(CommittedFile committed) implements Answer {}

    /// Not its turn; nothing is done.
    ///
    /// @param rows of the queue before it: by shard, the last one
    record Behind(Map<Integer, Long> rows) implements Answer {}

    /// Nothing is done.
    record Refused(PlimsollException why) implements Answer {}

    /// Whether the transaction is to be rolled back, and repeated without this file.
    default boolean isLeftOut() {
      return switch (this) {
        case Done(CommittedFile committed) ->
            committed.outcomes().stream().anyMatch(Admission.UnknownPartition.class::isInstance);
        case Behind _ -> true;
        case Refused _ -> false;
      };
    }
  }

  private static final int MOST_ATTEMPTS = 3;

  private final Transactions transactions;
  private final FilePlacement placement;
  private final boolean briefly;

  CommitTransaction(Transactions transactions, FilePlacement placement, boolean briefly) {
    this.transactions = transactions;
    this.placement = placement;
    this.briefly = briefly;
  }

  /// Commits files. One with a missing partition or with rows before it in the queue is left out,
  /// and the others are repeated.
  ///
  /// @param answers given after the commit
  /// @throws SQLException nothing is done, or all of it where the answer to the commit was lost
  void run(List<WaitingFile> files, Answers<Answer> answers) throws SQLException {
    Map<Integer, WaitingFile> left = new LinkedHashMap<>();
    files.forEach(file -> left.put(left.size(), file));
    while (!left.isEmpty()) {
      Map<Integer, Answer> done = untilNotOvertaken(left);
      boolean rolledBack = done.values().stream().anyMatch(Answer::isLeftOut);
      done.forEach(
          (place, answer) -> {
            if (answer.isLeftOut() == rolledBack) {
              answers.answer(place, rolledBack && answer instanceof Answer.Done ? gone() : answer);
              left.remove(place);
            }
          });
      if (!rolledBack) {
        return;
      }
    }
  }

  private static Answer gone() {
    return new Answer.Refused(
        new PlimsollException(
            ErrorCode.UNKNOWN_PARTITION, "a partition of it was deleted in that very moment"));
  }

  /// A partition that was just deleted is gone at the next reading.
  private Map<Integer, Answer> untilNotOvertaken(Map<Integer, WaitingFile> files)
      throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        return transactions.run(
            connection -> {
              for (WaitingFile one : files.values()) {
                transactions.histories().require(connection, one.file().generation());
              }
              Map<Integer, Answer> done = placement.place(connection, files, briefly);
              if (done.values().stream().anyMatch(Answer::isLeftOut)) {
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
}
