package dev.plimsoll.queue.claim;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.group.GroupedCalls;
import dev.plimsoll.queue.resource.Offer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Claims whose answer may be lost on its way: each says which jobs the worker knows that it has,
/// and while there are others, those are the answer and nothing new is claimed. Thread-safe.
///
/// Calls of one worker follow each other, so that one whose answer is no longer waited for has
/// ended before the next looks.
public final class RepeatableClaims {
  private final Transactions transactions;
  private final Claims claims;
  private final OldestClaims oldest = new OldestClaims(System.nanoTime());
  private final GroupedCalls<Call, Optional<List<ClaimedJob>>> grouped =
      new GroupedCalls<>(this::claim);

  private record Call(long worker, Offer offer, Set<Long> known) {
    boolean knows(ClaimedJob job) {
      return known.contains(job.job());
    }
  }

  public RepeatableClaims(Transactions transactions, Claims claims) {
    this.transactions = transactions;
    this.claims = claims;
  }

  /// The worker's jobs that it does not know of, or else new ones that fit.
  ///
  /// @param known jobs that the worker runs or has yet to begin
  /// @throws WorkerLostException where the worker is not registered any more
  public List<ClaimedJob> claim(long worker, Offer offer, Set<Long> known) throws SQLException {
    Call call = new Call(worker, offer, known);
    Optional<List<ClaimedJob>> jobs = grouped.call(call);
    return jobs.isPresent() ? jobs.get() : claimAlone(call);
  }

  /// Empty for a call whose worker is held by another call, or is not there: it goes alone, so that
  /// the others do not wait for it.
  private List<Optional<List<ClaimedJob>>> claim(List<Call> calls) throws SQLException {
    return transactions.run(
        connection -> {
          Set<Long> free =
              new HashSet<>(
                  Sql.of(
                          connection,
                          """
                          SELECT worker_id FROM worker WHERE worker_id = ANY (?)
                          FOR NO KEY UPDATE SKIP LOCKED
                          """,
                          (Object) calls.stream().mapToLong(Call::worker).toArray())
                      .list(row -> row.getLong("worker_id")));
          List<Call> theirs = calls.stream().filter(call -> free.remove(call.worker())).toList();
          Map<Call, List<ClaimedJob>> jobs = jobs(connection, theirs);
          return calls.stream().map(call -> Optional.ofNullable(jobs.get(call))).toList();
        });
  }

  private List<ClaimedJob> claimAlone(Call call) throws SQLException {
    return transactions.run(
        connection -> {
          boolean there =
              Sql.of(
                      connection,
                      "SELECT FROM worker WHERE worker_id = ? FOR NO KEY UPDATE",
                      call.worker())
                  .exists();
          if (!there) {
            throw new WorkerLostException(call.worker());
          }
          return jobs(connection, List.of(call)).getOrDefault(call, List.of());
        });
  }

  private Map<Call, List<ClaimedJob>> jobs(Connection connection, List<Call> calls)
      throws SQLException {
    List<Long> workers = calls.stream().map(Call::worker).toList();
    Map<Long, List<ClaimedJob>> running =
        Claims.running(
            connection,
            workers.stream().mapToLong(Long::longValue).toArray(),
            oldest.of(workers, System.nanoTime()));
    Map<Call, List<ClaimedJob>> jobs = new HashMap<>();
    for (Call call : calls) {
      List<ClaimedJob> all = running.getOrDefault(call.worker(), List.of());
      oldest.learn(call.worker(), all);
      List<ClaimedJob> unknown = all.stream().filter(job -> !call.knows(job)).toList();
      if (!unknown.isEmpty()) {
        jobs.put(call, unknown);
      }
    }
    List<Call> others = calls.stream().filter(call -> !jobs.containsKey(call)).toList();
    List<List<ClaimedJob>> claimed =
        claims.claim(
            connection,
            others.stream().map(call -> new Claims.Call(call.worker(), call.offer())).toList());
    for (int i = 0; i < others.size(); i++) {
      Call call = others.get(i);
      jobs.put(call, claimed.get(i));
      if (!running.containsKey(call.worker())) {
        // Undone, they leave a bound that is not too high: of those before, none runs.
        oldest.learn(call.worker(), claimed.get(i));
      }
    }
    return jobs;
  }
}
