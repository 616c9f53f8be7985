package dev.plimsoll.queue.claim;

import static java.util.stream.Collectors.toList;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.group.GroupedCalls;
import dev.plimsoll.queue.resource.Offer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// Claims of ready jobs. One for all claimants of a process. Thread-safe.
///
/// A job is given to one worker at a time, and the jobs of a claim fit together into what is
/// free, under any number of claimants. What the worker's earlier jobs still take is the
/// worker's to know.
public final class Claims {
  private static final String FOREIGN_KEY_VIOLATION = "23503";

  private final Transactions transactions;
  private final Duration hold;
  private final DeletedRows deleted = new DeletedRows(System.nanoTime());
  private final GroupedCalls<Call, List<ClaimedJob>> grouped = new GroupedCalls<>(this::claim);

  /// A worker's call for jobs.
  record Call(long worker, Offer offer) {}

  /// @param hold how long a worker gets nothing else while it makes room for a starving class
  public Claims(Transactions transactions, Duration hold) {
    this.transactions = transactions;
    this.hold = hold;
  }

  /// The jobs that fit, which run from now on.
  ///
  /// @throws WorkerLostException where the worker is not registered any more
  /// @throws SQLException also when the outcome is unknown: see [#running]
  public List<ClaimedJob> claim(long worker, Offer offer) throws SQLException {
    try {
      return grouped.call(new Call(worker, offer));
    } catch (SQLException e) {
      if (FOREIGN_KEY_VIOLATION.equals(e.getSQLState())) {
        throw new WorkerLostException(worker);
      }
      throw e;
    }
  }

  /// One statement, unless it is time to look for rows that came late: one call looks, and not all.
  private List<List<ClaimedJob>> claim(List<Call> calls) throws SQLException {
    DeletedRows.Known known = deleted.known(System.nanoTime());
    return known.look() && calls.size() > 1
        ? transactions.run(connection -> claimLooking(connection, calls, known))
        : transactions.statements(connection -> claim(connection, calls, known));
  }

  /// In the caller's transaction, which holds the workers' rows: of workers that repeat.
  List<List<ClaimedJob>> claim(Connection connection, List<Call> calls) throws SQLException {
    if (calls.isEmpty()) {
      return List.of();
    }
    DeletedRows.Known known = deleted.known(System.nanoTime());
    return known.look() ? claimLooking(connection, calls, known) : claim(connection, calls, known);
  }

  private List<List<ClaimedJob>> claimLooking(
      Connection connection, List<Call> calls, DeletedRows.Known known) throws SQLException {
    List<List<ClaimedJob>> jobs = new ArrayList<>(claim(connection, calls.subList(0, 1), known));
    if (calls.size() > 1) {
      List<Call> others = calls.subList(1, calls.size());
      jobs.addAll(claim(connection, others, deleted.known(System.nanoTime())));
    }
    return jobs;
  }

  /// A statement for each lane and order, mostly one.
  private List<List<ClaimedJob>> claim(
      Connection connection, List<Call> calls, DeletedRows.Known known) throws SQLException {
    Map<Queue, List<Call>> byQueue =
        calls.stream().collect(Collectors.groupingBy(Queue::of, LinkedHashMap::new, toList()));
    Map<Call, List<ClaimedJob>> jobs = new IdentityHashMap<>();
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<Queue, List<Call>> one : byQueue.entrySet()) {
      List<Call> theirs = one.getValue();
      for (Row row : claim(connection, one.getKey(), theirs, known)) {
        rows.add(row);
        if (!row.isEmpty()) {
          jobs.computeIfAbsent(theirs.get(row.call()), _ -> new ArrayList<>()).add(row.job());
        }
      }
    }
    deleted.learn(known, seen(rows), System.nanoTime());
    return calls.stream().map(call -> jobs.getOrDefault(call, List.of())).toList();
  }

  private List<Row> claim(
      Connection connection, Queue queue, List<Call> calls, DeletedRows.Known known)
      throws SQLException {
    // Lane, order. Of each call: worker, most; free: cores, memory, GPUs, disk, time; all: the same
    // without time. Of all calls: hold; deleted rows.
    return Sql.of(
            connection,
            """
            SELECT call, claim_id, job_id, attempt, class_id, seq FROM claim_jobs(
              ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, make_interval(secs => ?), ?, ?, ?)
            """,
            queue.lane(),
            queue.order() == Offer.Order.GPUS_MEMORY_RUNTIME,
            numbers(calls, Call::worker),
            calls.stream().mapToInt(call -> call.offer().most()).toArray(),
            numbers(calls, call -> call.offer().free().millicores()),
            numbers(calls, call -> call.offer().free().memoryBytes()),
            numbers(calls, call -> call.offer().free().gpus()),
            numbers(calls, call -> call.offer().free().diskBytes()),
            numbers(calls, call -> call.offer().free().runtime().toSeconds()),
            numbers(calls, call -> call.offer().all().millicores()),
            numbers(calls, call -> call.offer().all().memoryBytes()),
            numbers(calls, call -> call.offer().all().gpus()),
            numbers(calls, call -> call.offer().all().diskBytes()),
            hold,
            known.classes(),
            known.rows(),
            known.look())
        .list(Row::of);
  }

  private static long[] numbers(List<Call> calls, ToLongFunction<Call> number) {
    return calls.stream().mapToLong(number).toArray();
  }

  private static DeletedRows.Seen seen(List<Row> rows) {
    Map<Integer, Long> last = new HashMap<>();
    List<Integer> empty = new ArrayList<>();
    long given = 0;
    for (Row row : rows) {
      if (row.isEmpty()) {
        empty.add(row.classId());
        given = row.seq();
      } else {
        last.merge(row.classId(), row.seq(), Math::max);
      }
    }
    return new DeletedRows.Seen(last, empty, given);
  }

  /// Classes in their order.
  private record Queue(String lane, Offer.Order order) {
    static Queue of(Call call) {
      return new Queue(call.offer().lane(), call.offer().order());
    }
  }

  /// @param job with 0 for its claim where the class had none
  private record Row(int call, ClaimedJob job, int classId, long seq) {
    boolean isEmpty() {
      return job.claim() == 0;
    }

    static Row of(ResultSet row) throws SQLException {
      ClaimedJob job =
          new ClaimedJob(row.getLong("job_id"), row.getLong("claim_id"), row.getInt("attempt"));
      return new Row(row.getInt("call") - 1, job, row.getInt("class_id"), row.getLong("seq"));
    }
  }

  /// All jobs that a worker has claimed and not ended: what it compares with what it runs after
  /// a [#claim] of unknown outcome.
  public List<ClaimedJob> running(long worker) throws SQLException {
    return transactions
        .statements(connection -> running(connection, new long[] {worker}, new long[] {0}))
        .getOrDefault(worker, List.of());
  }

  /// By worker, of those that have any.
  ///
  /// @param oldest of each worker, the claim before which none of its claims runs a job
  static Map<Long, List<ClaimedJob>> running(Connection connection, long[] workers, long[] oldest)
      throws SQLException {
    Map<Long, List<ClaimedJob>> running = new HashMap<>();
    Sql.of(
            connection,
            """
            SELECT r.worker_id, r.job_id, r.claim_id, r.attempt
            FROM unnest(?, ?) AS w (worker_id, oldest) CROSS JOIN LATERAL (
              SELECT * FROM running_job r
              WHERE r.worker_id = w.worker_id AND r.claim_id >= w.oldest OFFSET 0) r
            ORDER BY r.job_id
            """,
            workers,
            oldest)
        .list(
            row ->
                running
                    .computeIfAbsent(row.getLong("worker_id"), _ -> new ArrayList<>())
                    .add(
                        new ClaimedJob(
                            row.getLong("job_id"),
                            row.getLong("claim_id"),
                            row.getInt("attempt"))));
    return running;
  }
}
