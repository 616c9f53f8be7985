package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.PauseView;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.planner.database.RegistrationEdit;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Acts on a registered database that concern its plans.
@Path("/api/v1/databases")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "databases")
public class DatabaseControlResource {
  private final PlanMaker maker;
  private final PlanControl control;
  private final Plans plans;
  private final DispatchLoop dispatch;

  public DatabaseControlResource(
      PlanMaker maker, PlanControl control, Plans plans, DispatchLoop dispatch) {
    this.maker = maker;
    this.control = control;
    this.plans = plans;
    this.dispatch = dispatch;
  }

  @POST
  @Path("{name}/plans")
  @Operation(
      summary = "Find what is missing and plan it: a draft, for which nothing is done",
      description =
          "Older drafts are superseded. While nothing has changed it answers the draft that is"
              + " there. What is being built already is not planned again.")
  @APIResponse(
      responseCode = "201",
      description = "The draft, to be applied by its hash",
      content = @Content(schema = @Schema(implementation = PlanView.class)))
  @APIResponse(
      responseCode = "200",
      description = "The draft that was there",
      content = @Content(schema = @Schema(implementation = PlanView.class)))
  public Response plan(@PathParam("name") String name, @Nullable PlanRequest request) {
    PlanMaker.Draft draft = maker.draft(name, request);
    PlanView plan = plans.view(draft.id());
    return draft.created()
        ? Response.created(URI.create("/api/v1/plans/" + draft.id())).entity(plan).build()
        : Response.ok(plan).build();
  }

  @POST
  @Path("{name}/pause")
  @Operation(summary = "Send nothing to this database; what runs goes on to its end")
  public PauseView pauseDatabase(@PathParam("name") String name, @Nullable ControlRequest request) {
    return control.pauseDatabase(name, ControlRequest.words(request));
  }

  @POST
  @Path("{name}/resume")
  @Operation(summary = "Send builds to this database again")
  public PauseView resumeDatabase(
      @PathParam("name") String name, @Nullable ControlRequest request) {
    PauseView answer = control.resumeDatabase(name);
    dispatch.wake();
    return answer;
  }

  @DELETE
  @Path("{name}")
  @Operation(
      summary = "Forget a registration",
      description =
          "Answers database-in-use while builds run there or wait to be sent. The database itself"
              + " is not touched; its plans and builds can still be read.")
  @APIResponse(responseCode = "204", description = "It is no longer registered")
  public void remove(
      @PathParam("name") String name,
      @QueryParam("by") @Nullable @Within(Bound.BY) String by,
      @QueryParam("reason") @Nullable @Within(Bound.REASON) String reason,
      @HeaderParam("If-Match") @Nullable String ifMatch) {
    control.remove(
        name, new RegistrationEdit(Objects.requireNonNullElse(by, ""), reason, ifMatch, null));
  }
}
