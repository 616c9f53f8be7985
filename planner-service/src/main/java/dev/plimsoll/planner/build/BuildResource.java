package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.id.IdBeginning;
import dev.plimsoll.contracts.plan.BuildPatch;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import jakarta.transaction.Transactional;
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
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/builds")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "builds")
public class BuildResource {
  private final Builds builds;
  private final BuildViews views;
  private final BuildControls controls;
  private final DispatchLoop dispatch;
  private final OutboxRelay relay;

  public BuildResource(
      Builds builds,
      BuildViews views,
      BuildControls controls,
      DispatchLoop dispatch,
      OutboxRelay relay) {
    this.builds = builds;
    this.views = views;
    this.controls = controls;
    this.dispatch = dispatch;
    this.relay = relay;
  }

  @GET
  @Operation(
      summary = "Builds, the newest first; those of a plan by predicted start",
      description = "The next page is after the last build of this one.")
  @Transactional
  public List<BuildView> list(
      @QueryParam("database") @Nullable String database,
      @QueryParam("plan") @Nullable UUID plan,
      @QueryParam("state") BuildView.@Nullable State state,
      @Parameter(description = "schema.table, with * for any run of characters")
          @QueryParam("table")
          @Nullable String table,
      @Parameter(
              description = "Those alone whose id begins so",
              schema = @Schema(type = SchemaType.STRING, pattern = IdBeginning.FORM))
          @QueryParam("beginning")
          @Nullable String beginning,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("500") @Within(Bound.PAGE) int limit) {
    return views.of(
        builds.page(new Builds.Filter(database, plan, state, table, beginning), after, limit));
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One build")
  @Transactional
  public BuildView get(@PathParam("id") UUID id) {
    return views.of(List.of(builds.known(id))).getFirst();
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

  @POST
  @Path("{id}/pause")
  @Operation(summary = "Keep a build that waits from being sent")
  public BuildView pause(@PathParam("id") UUID id, @Nullable ControlRequest request) {
    controls.pause(id, ControlRequest.words(request));
    return get(id);
  }

  @POST
  @Path("{id}/resume")
  @Operation(summary = "Let it be sent again")
  public BuildView resume(@PathParam("id") UUID id, @Nullable ControlRequest request) {
    controls.resume(id);
    dispatch.wake();
    return get(id);
  }

  @PATCH
  @Path("{id}")
  @Operation(summary = "Change the priority of a build that waits")
  public BuildView patch(@PathParam("id") UUID id, BuildPatch patch) {
    controls.patch(id, patch);
    dispatch.wake();
    return get(id);
  }
}
