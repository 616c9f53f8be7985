package dev.plimsoll.sync.schedule;

import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ScheduleRequest;
import dev.plimsoll.contracts.sync.ScheduleView;
import dev.plimsoll.contracts.sync.ScheduleView.RunView;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/// `/api/v1/schedules`
@Path("/api/v1/schedules")
@Produces(MediaType.APPLICATION_JSON)
public final class ScheduleResource {
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
    if (request == null || request.name() == null || !NAME.matcher(request.name()).matches()) {
      throw PlimsollException.invalidRequest("a name is 1 to 63 letters, digits, '-' or '_'");
    }
    return schedules.create(request, who(request.by(), request.reason()));
  }

  @GET
  @Operation(operationId = "listSchedules", summary = "Every schedule, with its last run")
  public List<ScheduleView> list() {
    return schedules.all();
  }

  @GET
  @Path("{name}")
  @Operation(operationId = "getSchedule", summary = "One schedule, with its last run")
  public ScheduleView get(@PathParam("name") String name) {
    return schedules.get(name);
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
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(500) int limit) {
    return schedules.runs(name, limit);
  }

  @POST
  @Path("{name}/runs")
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
