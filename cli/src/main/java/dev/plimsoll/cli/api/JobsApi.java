package dev.plimsoll.cli.api;

import dev.plimsoll.contracts.job.ClaimRequest;
import dev.plimsoll.contracts.job.EndsRequest;
import dev.plimsoll.contracts.job.EndsView;
import dev.plimsoll.contracts.job.GraphView;
import dev.plimsoll.contracts.job.JobAssignment;
import dev.plimsoll.contracts.job.JobDetail;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.job.LeaseView;
import dev.plimsoll.contracts.job.RenewRequest;
import dev.plimsoll.contracts.job.WorkerRequest;
import dev.plimsoll.contracts.job.WorkerView;
import dev.plimsoll.contracts.job.WorkflowEvent;
import dev.plimsoll.contracts.job.WorkflowRequest;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Client of the planner's API for workflows, jobs and their workers.
public final class JobsApi {
  private final ApiClient client;

  public JobsApi(ApiClient client) {
    this.client = client;
  }

  /// @param key of the request: the same again answers the same workflow
  public WorkflowView create(WorkflowRequest request, String key) {
    return client.post("/workflows", request, WorkflowView.class, Map.of("Idempotency-Key", key));
  }

  /// The newest first.
  ///
  /// @param open those alone that have ended or not; null for any
  /// @param automatic those alone that nobody has asked for, or that somebody has; null for any
  public List<WorkflowView> workflows(
      @Nullable Boolean open, @Nullable Boolean automatic, int most) {
    return client.pages(
        ApiClient.filtered("/workflows", "open", open, "automatic", automatic),
        WorkflowView.class,
        WorkflowView::id,
        most);
  }

  public WorkflowView workflow(long id) {
    return client.get("/workflows/" + id, WorkflowView.class);
  }

  /// Events of a kind, the latest first; at most 50.
  public List<WorkflowEvent> events(long workflow, String kind) {
    return client.list(
        ApiClient.filtered("/workflows/%d/events".formatted(workflow), "kind", kind),
        WorkflowEvent.class);
  }

  public GraphView graph(long workflow, int most) {
    return client.get(
        ApiClient.filtered("/workflows/%d/graph".formatted(workflow), "limit", most),
        GraphView.class);
  }

  /// @param act `pause`, `resume`, `cancel` or `retry`
  public WorkflowView control(long workflow, String act, ControlRequest who) {
    return client.post("/workflows/%d/%s".formatted(workflow, act), who, WorkflowView.class);
  }

  /// In the order in which they were given.
  ///
  /// @param filters as of [ApiClient#filtered]
  public List<JobView> jobs(long workflow, int most, @Nullable Object... filters) {
    return client.pages(
        ApiClient.filtered(ApiClient.filtered("/jobs", "workflow", workflow), filters),
        JobView.class,
        JobView::id,
        most);
  }

  public JobDetail job(long id) {
    return client.get("/jobs/" + id, JobDetail.class);
  }

  /// @param act `cancel` or `retry`
  public JobDetail controlJob(long id, String act, ControlRequest who) {
    return client.post("/jobs/%d/%s".formatted(id, act), who, JobDetail.class);
  }

  public WorkerView register(String name) {
    return client.post("/workers", new WorkerRequest(name), WorkerView.class);
  }

  /// @throws PlimsollException WORKER_LOST where the lease had run out
  public LeaseView renew(long worker, RenewRequest request) {
    return client.post("/workers/%d/renew".formatted(worker), request, LeaseView.class);
  }

  /// @throws PlimsollException WORKER_LOST where the lease had run out
  public List<JobAssignment> claim(long worker, ClaimRequest request) {
    return List.of(
        client.post("/workers/%d/claim".formatted(worker), request, JobAssignment[].class));
  }

  /// The jobs that a worker has.
  public List<JobAssignment> running(long worker) {
    return client.list("/workers/%d/jobs".formatted(worker), JobAssignment.class);
  }

  public EndsView end(long worker, EndsRequest request) {
    return client.post("/workers/%d/ends".formatted(worker), request, EndsView.class);
  }

  public void leave(long worker) {
    client.delete("/workers/" + worker);
  }
}
