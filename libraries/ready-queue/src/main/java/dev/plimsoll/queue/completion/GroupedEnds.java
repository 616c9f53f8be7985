package dev.plimsoll.queue.completion;

import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.group.GroupedCalls;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// One statement that ends the jobs of as many callers as there are at the time: their jobs may
/// have dependents in common, for which they would wait one after the other. Thread-safe.
final class GroupedEnds {
  private final Transactions transactions;
  private final Statement statement;
  private final GroupedCalls<Collection<ClaimedJob>, Set<Long>> grouped =
      new GroupedCalls<>(this::endAll);

  interface Statement {
    /// @return the attempts whose end was taken
    Set<JobClaim> end(Connection connection, Collection<ClaimedJob> jobs) throws SQLException;
  }

  GroupedEnds(Transactions transactions, Statement statement) {
    this.transactions = transactions;
    this.statement = statement;
  }

  /// @return the jobs whose end was taken
  Set<Long> end(Collection<ClaimedJob> jobs) throws SQLException {
    return grouped.call(jobs);
  }

  private List<Set<Long>> endAll(List<Collection<ClaimedJob>> calls) throws SQLException {
    List<ClaimedJob> jobs = calls.stream().flatMap(Collection::stream).toList();
    Set<JobClaim> taken =
        new HashSet<>(
            Deadlocks.statementAgain(transactions, connection -> statement.end(connection, jobs)));
    List<Set<Long>> answers = new ArrayList<>();
    for (Collection<ClaimedJob> call : calls) {
      // Of two that end one attempt the first has.
      answers.add(
          call.stream()
              .filter(job -> taken.remove(JobClaim.of(job)))
              .map(ClaimedJob::job)
              .collect(Collectors.toUnmodifiableSet()));
    }
    return answers;
  }
}
