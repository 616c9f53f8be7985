package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.plan.BuildPatch;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import dev.plimsoll.planner.messaging.PlannerOutboxRelay;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/builds")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "builds")
public class BuildResource {
  private static final int MOST_SKIPPED = 1_000_000_000;

  private final Builds builds;
  private final BuildViews views;
  private final BuildControls controls;
  private final DispatchLoop dispatch;
  private final PlannerOutboxRelay relay;

  public BuildResource(
      Builds builds,
      BuildViews views,
      BuildControls controls,
      DispatchLoop dispatch,
      PlannerOutboxRelay relay) {
    this.builds = builds;
    this.views = views;
    this.controls = controls;
    this.dispatch = dispatch;
    this.relay = relay;
  }

  @GET
  @Operation(
      summary = "Builds of a database or a plan, newest first",
      description =
          "All of a plan; else at most 500 at once. Where there are 500, ask again from 500 on:"
              + " fewer are the last ones.")
  @Transactional
  public List<BuildView> list(
      @QueryParam("database") @Nullable String database,
      @QueryParam("plan") @Nullable UUID plan,
      @QueryParam("from") @DefaultValue("0") @Min(0) @Max(MOST_SKIPPED) int from) {
    return views.of(builds.of(database, plan, from));
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One build")
  @Transactional
  public BuildView get(@PathParam("id") UUID id) {
    BuildEntity build = builds.findById(id);
    if (build == null) {
      throw PlimsollException.notFound("there is no build " + id);
    }
    return views.of(List.of(build)).getFirst();
  }

  @POST
  @Path("{id}/retry")
  @Operation(summary = "Try a failed or cancelled build again, with as many attempts as at first")
  public BuildView retry(@PathParam("id") UUID id) {
    controls.retry(id);
    dispatch.wake();
    return get(id);
  }

  @POST
  @Path("{id}/cancel")
  @Operation(
      summary = "Cancel what waits, or have what runs stopped",
      description = "The builder stops the statement and clears what is left of it.")
  @APIResponse(
      responseCode = "200",
      description = "Nothing of it runs",
      content = @Content(schema = @Schema(implementation = BuildView.class)))
  @APIResponse(
      responseCode = "202",
      description = "The builder that has it is asked to stop",
      content = @Content(schema = @Schema(implementation = BuildView.class)))
  public Response cancel(@PathParam("id") UUID id, @Nullable ControlRequest request) {
    boolean asked = controls.cancel(id, ControlRequest.words(request));
    relay.wake();
    dispatch.wake();
    return Response.status(asked ? Response.Status.ACCEPTED : Response.Status.OK)
        .entity(get(id))
        .build();
  }

  @POST
  @Path("{id}/release")
  @Operation(
      summary = "Give back what a build in flight holds, although nobody has told its end",
      description =
          "For a command that was lost, or a target that nobody can look at. It counts as failed;"
              + " while a session of it is seen in its target, nothing else is sent there.")
  public BuildView release(@PathParam("id") UUID id, @Nullable ControlRequest request) {
    controls.release(id, ControlRequest.words(request));
    relay.wake();
    dispatch.wake();
    return get(id);
  }

  @PATCH
  @Path("{id}")
  @Operation(summary = "Change the priority of a build that waits, or keep it from being sent")
  public BuildView patch(@PathParam("id") UUID id, @NotNull BuildPatch patch) {
    controls.patch(id, patch, ControlRequest.words(null));
    dispatch.wake();
    return get(id);
  }
}
