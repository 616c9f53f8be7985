package dev.plimsoll.planner.queue;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.job.JobDetail;
import dev.plimsoll.contracts.job.JobView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.planner.work.JobOrders;
import dev.plimsoll.planner.work.PlanWorkflows;
import dev.plimsoll.planner.work.PlanWorkflows.Act;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.completion.Cancellations;
import dev.plimsoll.queue.completion.Retries;
import dev.plimsoll.queue.view.JobReader;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "jobs")
public class JobResource {
  private final JobReader jobs;
  private final Cancellations cancellations;
  private final Retries retries;
  private final PlanWorkflows plans;
  private final Transactions transactions;

  public JobResource(
      JobReader jobs,
      Cancellations cancellations,
      Retries retries,
      PlanWorkflows plans,
      DataSource dataSource) {
    this.jobs = jobs;
    this.transactions = new Transactions(dataSource);
    this.cancellations = cancellations;
    this.retries = retries;
    this.plans = plans;
  }

  @GET
  @Operation(
      summary = "Jobs of a workflow, in the order in which they were given",
      description = "The next page is after the last job of this one.")
  public List<JobView> list(
      @QueryParam("workflow") @DefaultValue("0") @Within(Bound.JOB_ID) long workflow,
      @QueryParam("state") JobView.@Nullable State state,
      @QueryParam("name") @Nullable @Within(Bound.JOB_NAME) String name,
      @QueryParam("after") @Nullable @Within(Bound.JOB_ID) Long after,
      @QueryParam("limit") @DefaultValue("500") @Within(Bound.PAGE) int limit)
      throws SQLException {
    return jobs.page(workflow, new JobReader.Filter(state, name), after, limit);
  }

  @GET
  @Path("{id}")
  @Operation(
      summary =
          "One job: what it does and waits for, how its attempts ended, what it reads and writes")
  public JobDetail get(@PathParam("id") @Within(Bound.JOB_ID) long id) throws SQLException {
    return detail(id);
  }

  private JobDetail detail(long id) throws SQLException {
    JobDetail job = jobs.known(id);
    return job.with(
        transactions.statements(connection -> JobOrders.view(connection, id)).orElse(null));
  }

  @POST
  @Path("{id}/cancel")
  @Operation(summary = "Cancel a job that is not over, and what waits for it")
  public JobDetail cancel(
      @PathParam("id") @Within(Bound.JOB_ID) long id, @Nullable ControlRequest request)
      throws SQLException {
    if (!plans.actOnJob(Act.CANCEL, id, ControlRequest.words(request))) {
      cancellations.cancel(List.of(id), ControlRequest.words(request));
    }
    return detail(id);
  }

  @POST
  @Path("{id}/retry")
  @Operation(
      summary = "Queue a job once more that has failed or was canceled",
      description =
          "With those of its kind that it waits for, and with what was canceled since it waits for"
              + " these alone.")
  public JobDetail retry(@PathParam("id") @Within(Bound.JOB_ID) long id) throws SQLException {
    if (!plans.actOnJob(Act.RETRY, id, "")) {
      retries.retryJob(jobs.known(id).job().workflow(), id);
    }
    return detail(id);
  }
}
