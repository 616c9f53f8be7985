package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ScheduleChange;
import dev.plimsoll.contracts.sync.ScheduleRequest;
import dev.plimsoll.contracts.sync.ScheduleView;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import dev.plimsoll.http.edition.EditionTag;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/// `/api/v1/schedules`
@Path("/api/v1/schedules")
@Produces(MediaType.APPLICATION_JSON)
public final class ScheduleResource {
  // No schedule has this name, so that its path leads to the changes of all.
  private static final String CHANGES = "changes";
  private static final String ALL = "" + Long.MAX_VALUE;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}");

  private final Schedules schedules;

  public ScheduleResource(Schedules schedules) {
    this.schedules = schedules;
  }

  @POST
  @ResponseStatus(201)
  @Operation(
      operationId = "createSchedule",
      summary = "Extracts the same tables again and again; said twice, it is the same")
  public ScheduleView create(@Nullable ScheduleRequest request) {
    if (request == null
        || request.name() == null
        || !NAME.matcher(request.name()).matches()
        || request.name().equals(CHANGES)) {
      throw PlimsollException.invalidRequest(
          "a name is 1 to 63 letters, digits, '-' or '_', and not '" + CHANGES + "'");
    }
    return schedules.create(request, who(request.by(), request.reason()));
  }

  @PUT
  @Path("{name}")
  @Operation(
      operationId = "editSchedule",
      summary = "Changes what a schedule does, from its next run on",
      description =
          "What is asked for takes the place of all that is there; a run under way ends as it began."
              + " Without firstAt, due times count from the last one. With If-Match, the ETag of"
              + " what was read, nothing that was edited meanwhile is overwritten. The same"
              + " request again changes nothing: one whose answer was lost can be sent again.")
  @APIResponse(
      responseCode = "200",
      description = "The schedule as it is now",
      content = @Content(schema = @Schema(implementation = ScheduleView.class)))
  public Response edit(
      @PathParam("name") String name,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Nullable ScheduleRequest request) {
    if (request == null || !name.equals(request.name())) {
      throw PlimsollException.invalidRequest("the name in the body is not the one in the address");
    }
    return tagged(schedules.edit(request, ifMatch, who(request.by(), request.reason())));
  }

  @GET
  @Operation(
      operationId = "listSchedules",
      summary = "Schedules in the order of names, with the last run of each")
  public List<ScheduleView> list(
      @QueryParam("source") @Nullable String source,
      @QueryParam("target") @Nullable String target,
      @Parameter(description = "Those of names behind this one")
          @QueryParam("after")
          @DefaultValue("")
          String after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit) {
    return schedules.page(source, target, after, limit);
  }

  @GET
  @Path(CHANGES)
  @Operation(
      operationId = "listScheduleChanges",
      summary =
          "Who has created, edited, paused, resumed, run or removed which schedule, when and why;"
              + " the latest first")
  public List<ScheduleChange> changes(
      @Parameter(description = "Those of lower numbers") @QueryParam("after") @DefaultValue(ALL)
          long after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit) {
    return schedules.changes(null, after, limit);
  }

  @GET
  @Path("{name}/changes")
  @Operation(
      operationId = "listChangesOfSchedule",
      summary = "The same of one schedule, also of one that is there no longer")
  public List<ScheduleChange> changes(
      @PathParam("name") String name,
      @Parameter(description = "Those of lower numbers") @QueryParam("after") @DefaultValue(ALL)
          long after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit) {
    return schedules.changes(name, after, limit);
  }

  @GET
  @Path("{name}")
  @Operation(
      operationId = "getSchedule",
      summary = "One schedule, with its last run",
      description = "Its ETag is its edition: an edit with If-Match changes no newer one.")
  @APIResponse(
      responseCode = "200",
      description = "The schedule",
      content = @Content(schema = @Schema(implementation = ScheduleView.class)))
  public Response get(@PathParam("name") String name) {
    return tagged(schedules.get(name));
  }

  private static Response tagged(Schedules.Edition schedule) {
    return Response.ok(schedule.view()).header("ETag", EditionTag.of(schedule.number())).build();
  }

  @DELETE
  @Path("{name}")
  @ResponseStatus(204)
  @Operation(
      operationId = "removeSchedule",
      summary = "Forgets a schedule and its runs; their extracts stay, and one under way goes on")
  public void remove(
      @PathParam("name") String name,
      @QueryParam("by") @Nullable String by,
      @QueryParam("reason") @Nullable String reason) {
    schedules.remove(name, who(by, reason));
  }

  @POST
  @Path("{name}/pause")
  @Operation(
      operationId = "pauseSchedule",
      summary = "No run begins by itself from now on; one that is under way goes on")
  public ScheduleView pause(@PathParam("name") String name, @Nullable ControlRequest request) {
    return schedules.pause(name, who(request));
  }

  @POST
  @Path("{name}/resume")
  @Operation(
      operationId = "resumeSchedule",
      summary = "Goes on with the next due time; those that have passed are not made up for")
  public ScheduleView resume(@PathParam("name") String name, @Nullable ControlRequest request) {
    return schedules.resume(name, who(request));
  }

  @GET
  @Path("{name}/runs")
  @Operation(operationId = "listRuns", summary = "The runs of a schedule, the latest first")
  public List<RunView> runs(
      @PathParam("name") String name,
      @Parameter(description = "Those of lower numbers") @QueryParam("after") @DefaultValue(ALL)
          long after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit) {
    return schedules.runs(name, after, limit);
  }

  @POST
  @Path("{name}/run")
  @ResponseStatus(202)
  @Operation(
      operationId = "runSchedule",
      summary = "Begins a run at once, paused or not; refused while one is under way")
  public ScheduleView run(@PathParam("name") String name, @Nullable ControlRequest request) {
    return schedules.run(name, who(request));
  }

  private static ControlRequest who(@Nullable ControlRequest request) {
    return request == null ? new ControlRequest(null, null) : request;
  }

  private static ControlRequest who(@Nullable String by, @Nullable String reason) {
    try {
      return new ControlRequest(by, reason);
    } catch (IllegalArgumentException e) {
      throw PlimsollException.invalidRequest(String.valueOf(e.getMessage()));
    }
  }
}
