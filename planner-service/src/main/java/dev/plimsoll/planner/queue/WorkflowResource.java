package dev.plimsoll.planner.queue;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.job.GraphView;
import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.contracts.job.WorkflowEvent;
import dev.plimsoll.contracts.job.WorkflowRequest;
import dev.plimsoll.contracts.job.WorkflowView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.work.PlanWorkflows;
import dev.plimsoll.planner.work.PlanWorkflows.Act;
import dev.plimsoll.planner.work.SyncServiceApi;
import dev.plimsoll.queue.completion.Cancellations;
import dev.plimsoll.queue.completion.Retries;
import dev.plimsoll.queue.view.GraphReader;
import dev.plimsoll.queue.view.WorkflowReader;
import dev.plimsoll.queue.workflow.NewJob;
import dev.plimsoll.queue.workflow.NewWorkflow;
import dev.plimsoll.queue.workflow.PausedWorkflows;
import dev.plimsoll.queue.workflow.WorkflowQueue;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/workflows")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "jobs")
public class WorkflowResource {
  private static final String GRAPHVIZ = "text/vnd.graphviz";

  private final WorkflowQueue queue;
  private final WorkflowReader workflows;
  private final GraphReader graphs;
  private final PausedWorkflows pauses;
  private final Cancellations cancellations;
  private final Retries retries;
  private final SyncServiceApi sync;
  private final PlanWorkflows plans;

  public WorkflowResource(
      WorkflowQueue queue,
      WorkflowReader workflows,
      GraphReader graphs,
      PausedWorkflows pauses,
      Cancellations cancellations,
      Retries retries,
      SyncServiceApi sync,
      PlanWorkflows plans) {
    this.queue = queue;
    this.workflows = workflows;
    this.graphs = graphs;
    this.pauses = pauses;
    this.cancellations = cancellations;
    this.retries = retries;
    this.sync = sync;
    this.plans = plans;
  }

  @POST
  @ResponseStatus(201)
  @Operation(
      summary = "Accept a workflow, all of it or nothing",
      description =
          "Jobs that wait for nothing are ready at once. The same request again with its"
              + " Idempotency-Key answers the same workflow.")
  public WorkflowView accept(
      @HeaderParam("Idempotency-Key") @Nullable @Within(Bound.IDEMPOTENCY_KEY)
          String idempotencyKey,
      WorkflowRequest request)
      throws SQLException {
    NewWorkflow workflow = JobRequests.workflow(request);
    requireSyncService(workflow);
    try {
      return workflows.known(
          queue.accept(workflow, JobRequests.submission(request, idempotencyKey)).workflowId());
    } catch (IllegalArgumentException e) {
      throw JobRequests.invalid(e);
    }
  }

  private void requireSyncService(NewWorkflow workflow) {
    for (NewJob job : workflow.jobs()) {
      boolean needed = job.kind().equals(JobRequest.EXTRACT) || job.kind().equals(JobRequest.LOAD);
      if (needed && !sync.isKnown()) {
        throw PlimsollException.invalidRequest(
            "job %s: this planner does not know the sync service; set its".formatted(job.name())
                + " plimsoll.planner.services.sync.url and .token-file");
      }
    }
  }

  @GET
  @Operation(
      summary = "Workflows with their jobs' counts, the newest first",
      description = "The next page is after the last workflow of this one.")
  public List<WorkflowView> list(
      @QueryParam("open") @Nullable Boolean open,
      @Parameter(
              description =
                  "Those alone that the planner has begun of itself, for a load or by the policy of"
                      + " maintenance; or those that somebody has asked for")
          @QueryParam("automatic")
          @Nullable Boolean automatic,
      @QueryParam("after") @Nullable @Within(Bound.JOB_ID) Long after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit)
      throws SQLException {
    return workflows.page(open, automatic, after, limit);
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One workflow, with how many of its jobs are in which state")
  public WorkflowView get(@PathParam("id") @Within(Bound.JOB_ID) long id) throws SQLException {
    return workflows.known(id);
  }

  @GET
  @Path("{id}/events")
  @Operation(
      summary = "What has happened to it: retries, failures, cancellations; the latest first",
      description = "The next page is after the last event of this one.")
  public List<WorkflowEvent> events(
      @PathParam("id") @Within(Bound.JOB_ID) long id,
      @QueryParam("kind") @Nullable @Within(Bound.CHOICE) String kind,
      @QueryParam("after") @Nullable @Within(Bound.NUMBERED) Long after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit)
      throws SQLException {
    return workflows.events(id, kind, after, limit);
  }

  @GET
  @Path("{id}/graph")
  @Operation(summary = "Its first jobs, and which of them waits for which")
  public GraphView graph(
      @PathParam("id") @Within(Bound.JOB_ID) long id,
      @QueryParam("limit") @DefaultValue("500") @Within(Bound.GRAPH_NODES) int limit)
      throws SQLException {
    return graphs.graph(id, limit);
  }

  @GET
  @Path("{id}/graph.dot")
  @Produces(GRAPHVIZ)
  @Operation(summary = "The same in Graphviz' language")
  public String dot(
      @PathParam("id") @Within(Bound.JOB_ID) long id,
      @QueryParam("limit") @DefaultValue("500") @Within(Bound.GRAPH_NODES) int limit)
      throws SQLException {
    return graphs.graph(id, limit).dot();
  }

  @POST
  @Path("{id}/pause")
  @Operation(summary = "Give none of its jobs to a worker; what runs goes on to its end")
  public WorkflowView pause(
      @PathParam("id") @Within(Bound.JOB_ID) long id, @Nullable ControlRequest request)
      throws SQLException {
    if (!plans.act(Act.PAUSE, id, ControlRequest.words(request))) {
      pauses.pause(id, ControlRequest.words(request));
    }
    return workflows.known(id);
  }

  @POST
  @Path("{id}/resume")
  @Operation(summary = "Give its jobs to workers again")
  public WorkflowView resume(
      @PathParam("id") @Within(Bound.JOB_ID) long id, @Nullable ControlRequest request)
      throws SQLException {
    if (!plans.act(Act.RESUME, id, ControlRequest.words(request))) {
      pauses.resume(id, ControlRequest.words(request));
    }
    return workflows.known(id);
  }

  @POST
  @Path("{id}/cancel")
  @Operation(
      summary = "Cancel all of its jobs that are not over",
      description =
          "What runs counts as canceled at once; its worker stops it at its next sign of"
              + " life.")
  public WorkflowView cancel(
      @PathParam("id") @Within(Bound.JOB_ID) long id, @Nullable ControlRequest request)
      throws SQLException {
    if (!plans.act(Act.CANCEL, id, ControlRequest.words(request))) {
      cancellations.cancelWorkflow(id, ControlRequest.words(request));
    }
    return workflows.known(id);
  }

  @POST
  @Path("{id}/retry")
  @Operation(summary = "Queue once more what has failed or was canceled, with all its attempts")
  public WorkflowView retry(@PathParam("id") @Within(Bound.JOB_ID) long id) throws SQLException {
    if (!plans.act(Act.RETRY, id, "")) {
      retries.retryWorkflow(id);
    }
    return workflows.known(id);
  }
}
