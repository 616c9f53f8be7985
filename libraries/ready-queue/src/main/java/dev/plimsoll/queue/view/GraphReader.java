package dev.plimsoll.queue.view;

import dev.plimsoll.contracts.job.GraphView;
import dev.plimsoll.contracts.job.GraphView.Edge;
import dev.plimsoll.contracts.job.GraphView.Node;
import dev.plimsoll.contracts.job.JobView.State;
import dev.plimsoll.contracts.message.OpenEnum;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Graphs of what waits for what, cut to what can be drawn. Thread-safe.
public final class GraphReader {
  private static final int MOST_EDGES = 20_000;

  private final Transactions transactions;

  public GraphReader(Transactions transactions) {
    this.transactions = transactions;
  }

  private record Job(long id, String name, String state) {}

  /// The first jobs of a workflow, in the order in which they were given, and what waits for what
  /// among them; at most 20,000 edges.
  ///
  /// @param most jobs
  /// @throws PlimsollException NOT_FOUND
  public GraphView graph(long workflow, int most) throws SQLException {
    return transactions.snapshot(connection -> graph(connection, workflow, most));
  }

  private static GraphView graph(Connection connection, long workflow, int most)
      throws SQLException {
    record Whole(String name, long first, int jobs) {}
    Whole whole =
        Sql.of(
                connection,
                "SELECT name, first_job, jobs FROM workflow WHERE workflow_id = ?",
                workflow)
            .first(
                row ->
                    new Whole(row.getString("name"), row.getLong("first_job"), row.getInt("jobs")))
            .orElseThrow(() -> PlimsollException.notFound("there is no workflow " + workflow));
    long end = whole.first() + Math.min(most, whole.jobs());
    List<Job> jobs =
        Sql.of(
                connection,
                """
                SELECT j.job_id, j.name, s.state FROM job j JOIN job_state s ON s.job_id = j.job_id
                WHERE j.job_id >= ? AND j.job_id < ? ORDER BY j.job_id
                """,
                whole.first(),
                end)
            .list(
                row ->
                    new Job(row.getLong("job_id"), row.getString("name"), row.getString("state")));
    List<Edge> edges =
        Sql.of(
                connection,
                """
                SELECT other_id, job_id FROM job_wait
                WHERE other_id >= ? AND other_id < ? AND job_id < ?
                ORDER BY other_id, job_id LIMIT ?
                """,
                whole.first(),
                end,
                end,
                MOST_EDGES)
            .list(row -> new Edge(row.getLong("other_id"), row.getLong("job_id")));
    Map<Long, Integer> layers = layers(jobs, edges);
    List<Node> nodes =
        jobs.stream()
            .map(
                job ->
                    new Node(
                        job.id(),
                        job.name(),
                        OpenEnum.of(State.valueOf(job.state())),
                        layers.getOrDefault(job.id(), 0)))
            .toList();
    return new GraphView(workflow, whole.name(), whole.jobs(), nodes, edges);
  }

  /// The longest way to each job, in the order in which jobs can be done.
  private static Map<Long, Integer> layers(List<Job> jobs, List<Edge> edges) {
    Map<Long, List<Long>> dependents = new HashMap<>();
    Map<Long, Integer> open = new HashMap<>();
    for (Edge edge : edges) {
      dependents.computeIfAbsent(edge.from(), _ -> new ArrayList<>()).add(edge.to());
      open.merge(edge.to(), 1, Integer::sum);
    }
    Map<Long, Integer> layers = new HashMap<>();
    Deque<Long> free = new ArrayDeque<>();
    jobs.stream().map(Job::id).filter(id -> !open.containsKey(id)).forEach(free::add);
    while (!free.isEmpty()) {
      long job = free.remove();
      int next = layers.getOrDefault(job, 0) + 1;
      for (long dependent : dependents.getOrDefault(job, List.of())) {
        layers.merge(dependent, next, Math::max);
        if (open.merge(dependent, -1, Integer::sum) == 0) {
          free.add(dependent);
        }
      }
    }
    return layers;
  }
}
