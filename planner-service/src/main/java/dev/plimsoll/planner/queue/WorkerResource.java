package dev.plimsoll.planner.queue;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.job.ClaimRequest;
import dev.plimsoll.contracts.job.EndsRequest;
import dev.plimsoll.contracts.job.EndsRequest.JobEnd;
import dev.plimsoll.contracts.job.EndsRequest.Outcome;
import dev.plimsoll.contracts.job.EndsView;
import dev.plimsoll.contracts.job.EndsView.Taken;
import dev.plimsoll.contracts.job.JobAssignment;
import dev.plimsoll.contracts.job.LeaseView;
import dev.plimsoll.contracts.job.RenewRequest;
import dev.plimsoll.contracts.job.WorkerRequest;
import dev.plimsoll.contracts.job.WorkerView;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.claim.Claims;
import dev.plimsoll.queue.claim.RepeatableClaims;
import dev.plimsoll.queue.claim.WorkerLostException;
import dev.plimsoll.queue.completion.RepeatableEnds;
import dev.plimsoll.queue.completion.RepeatableEnds.Answer;
import dev.plimsoll.queue.completion.RepeatableEnds.Success;
import dev.plimsoll.queue.upkeep.LostWorkers;
import dev.plimsoll.queue.view.WorkerReader;
import dev.plimsoll.queue.worker.Workers;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/workers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "jobs")
public class WorkerResource {
  private static final String NOT_ITS_OWN =
      "the claim does not run the job any more: it was canceled, or is another's";

  private final Workers workers;
  private final WorkerReader reader;
  private final Claims claims;
  private final RepeatableClaims repeatable;
  private final RepeatableEnds ends;
  private final LostWorkers lostWorkers;
  private final Duration lease;

  public WorkerResource(
      Workers workers,
      WorkerReader reader,
      Claims claims,
      RepeatableClaims repeatable,
      RepeatableEnds ends,
      LostWorkers lostWorkers,
      PlannerConfig config) {
    this.workers = workers;
    this.reader = reader;
    this.claims = claims;
    this.repeatable = repeatable;
    this.ends = ends;
    this.lostWorkers = lostWorkers;
    this.lease = config.queue().lease();
  }

  @POST
  @ResponseStatus(201)
  @Operation(
      summary = "Register a run of a worker process",
      description =
          "Whoever comes again is another worker; one whose answer was lost ends with its lease.")
  public WorkerView register(WorkerRequest request) throws SQLException {
    long id = workers.register(request.name());
    return reader.page(id - 1, 1).getFirst();
  }

  @GET
  @Operation(
      summary = "Workers, in the order of their registration",
      description = "The next page is after the last worker of this one.")
  public List<WorkerView> list(
      @QueryParam("after") @Nullable @Within(Bound.JOB_ID) Long after,
      @QueryParam("limit") @DefaultValue("500") @Within(Bound.PAGE) int limit)
      throws SQLException {
    return reader.page(after, limit);
  }

  @POST
  @Path("{id}/renew")
  @Operation(
      summary = "Give a sign of life, and learn which jobs are no longer the worker's",
      description = "Answers worker-lost where the lease had run out.")
  public LeaseView renew(@PathParam("id") @Within(Bound.JOB_ID) long id, RenewRequest request)
      throws SQLException {
    if (!workers.renew(id)) {
      throw lost(id);
    }
    List<ClaimedJob> held =
        request.jobs().stream().map(job -> new ClaimedJob(job.job(), job.claim(), 0)).toList();
    return new LeaseView(lease, workers.lost(held));
  }

  @POST
  @Path("{id}/claim")
  @Operation(
      summary = "Get ready jobs that fit together into what is free",
      description =
          "Where the worker has jobs that it does not name as known, their answer was lost: they are"
              + " the answer once more, and nothing else. Answers worker-lost where the lease had run"
              + " out.")
  public List<JobAssignment> claim(
      @PathParam("id") @Within(Bound.JOB_ID) long id, ClaimRequest request) throws SQLException {
    try {
      return reader.assignments(
          repeatable.claim(id, JobRequests.offer(request), Set.copyOf(request.known())));
    } catch (WorkerLostException e) {
      throw lost(id);
    }
  }

  @GET
  @Path("{id}/jobs")
  @Operation(summary = "The jobs that a worker has")
  public List<JobAssignment> jobs(@PathParam("id") @Within(Bound.JOB_ID) long id)
      throws SQLException {
    return reader.assignments(claims.running(id));
  }

  @POST
  @Path("{id}/ends")
  @Operation(
      summary = "Say how jobs have ended, or give back what has not begun",
      description =
          "Each end is taken or refused alone. An end that was taken before under its claim is taken"
              + " again and changes nothing. With a claim, jobs that are to follow are in the answer,"
              + " too; where the claim is refused, the ends are taken all the same.")
  public EndsView end(@PathParam("id") @Within(Bound.JOB_ID) long id, EndsRequest request)
      throws SQLException {
    List<JobEnd> done =
        request.ends().stream().filter(end -> end.outcome() == Outcome.DONE).toList();
    Iterator<Answer> answers =
        ends.done(done.stream().map(WorkerResource::success).toList()).iterator();
    List<Taken> taken = new ArrayList<>();
    for (JobEnd end : request.ends()) {
      taken.add(
          switch (end.outcome()) {
            case DONE -> taken(end, answers.next());
            case FAILED -> taken(end, fail(end) ? null : NOT_ITS_OWN);
            case RETURNED -> {
              ends.returned(claimed(end));
              yield taken(end, (String) null);
            }
          });
    }
    @Nullable ClaimRequest claim = request.claim();
    return new EndsView(taken, claim == null ? List.of() : claim(id, claim));
  }

  private boolean fail(JobEnd end) throws SQLException {
    String message = Objects.requireNonNullElse(end.message(), "it has failed");
    return ends.failed(claimed(end), message, end.permanent(), output(end));
  }

  private static Success success(JobEnd end) {
    return new Success(claimed(end), output(end), JobRequests.values(end.values()));
  }

  private static ClaimedJob claimed(JobEnd end) {
    return new ClaimedJob(end.job(), end.claim(), 0);
  }

  private static @Nullable String output(JobEnd end) {
    Map<String, Object> output = Objects.requireNonNullElse(end.output(), Map.of());
    return output.isEmpty() ? null : Json.write(output);
  }

  private static Taken taken(JobEnd end, Answer answer) {
    return taken(
        end, answer.taken() ? null : Objects.requireNonNullElse(answer.refusal(), NOT_ITS_OWN));
  }

  private static Taken taken(JobEnd end, @Nullable String refusal) {
    return new Taken(end.job(), end.claim(), refusal == null, refusal);
  }

  @DELETE
  @Path("{id}")
  @Operation(
      summary = "Leave: what the worker has yet is tried again by others",
      description = "The same request again changes nothing.")
  public void leave(@PathParam("id") @Within(Bound.JOB_ID) long id) throws SQLException {
    lostWorkers.leave(id);
  }

  private static PlimsollException lost(long id) {
    return new PlimsollException(
        ErrorCode.WORKER_LOST, "worker %d is not registered any more".formatted(id));
  }
}
