package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.id.IdBeginning;
import dev.plimsoll.contracts.plan.ApplyRequest;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.PauseView;
import dev.plimsoll.contracts.plan.PlanDiff;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.database.RegistrationEdit;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import dev.plimsoll.planner.messaging.PlannerOutboxRelay;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "plans")
public class PlanResource {
  private final PlanMaker maker;
  private final PlanApproval approval;
  private final PlanControl control;
  private final Plans plans;
  private final DispatchLoop dispatch;
  private final PlannerOutboxRelay relay;

  public PlanResource(
      PlanMaker maker,
      PlanApproval approval,
      PlanControl control,
      Plans plans,
      DispatchLoop dispatch,
      PlannerOutboxRelay relay) {
    this.maker = maker;
    this.approval = approval;
    this.control = control;
    this.plans = plans;
    this.dispatch = dispatch;
    this.relay = relay;
  }

  @POST
  @Path("databases/{name}/plans")
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
  @Path("plans/apply")
  @Operation(
      summary = "Have exactly this plan executed",
      description =
          "Reads the catalog again and answers plan-moved, naming each thing, where the database is"
              + " no longer what the plan was made for. The same request again changes nothing.")
  public PlanView apply(@NotNull ApplyRequest request) {
    UUID id = approval.apply(request.hash(), request.by());
    dispatch.wake();
    return plans.view(id);
  }

  @GET
  @Path("plans/{id}")
  @Operation(summary = "One plan, as it was made, and where it stands")
  public PlanView get(@PathParam("id") UUID id) {
    return plans.view(id);
  }

  @GET
  @Path("plans/{id}/diff")
  @Operation(summary = "What is other than in the database's plan before")
  public PlanDiff diff(@PathParam("id") UUID id) {
    return plans.diff(id);
  }

  @POST
  @Path("plans/{id}/pause")
  @Operation(summary = "Send nothing more of it; what runs goes on to its end")
  public PauseView pause(@PathParam("id") UUID id, @Nullable ControlRequest request) {
    return control.pause(id, ControlRequest.words(request));
  }

  @POST
  @Path("plans/{id}/resume")
  @Operation(summary = "Send its builds again")
  public PauseView resume(@PathParam("id") UUID id, @Nullable ControlRequest request) {
    PauseView answer = control.resume(id);
    dispatch.wake();
    return answer;
  }

  @POST
  @Path("plans/{id}/cancel")
  @Operation(summary = "Cancel what waits, and have what runs stopped")
  public PlanView cancel(@PathParam("id") UUID id, @Nullable ControlRequest request) {
    control.cancel(id, ControlRequest.words(request));
    relay.wake();
    dispatch.wake();
    return plans.view(id);
  }

  @POST
  @Path("databases/{name}/pause")
  @Operation(summary = "Send nothing to this database; what runs goes on to its end")
  public PauseView pauseDatabase(@PathParam("name") String name, @Nullable ControlRequest request) {
    return control.pauseDatabase(name, ControlRequest.words(request));
  }

  @POST
  @Path("databases/{name}/resume")
  @Operation(summary = "Send builds to this database again")
  public PauseView resumeDatabase(
      @PathParam("name") String name, @Nullable ControlRequest request) {
    PauseView answer = control.resumeDatabase(name);
    dispatch.wake();
    return answer;
  }

  @DELETE
  @Path("databases/{name}")
  @Operation(
      summary = "Forget a registration",
      description =
          "Answers database-in-use while builds run there or wait to be sent. The database itself"
              + " is not touched; its plans and builds can still be read.")
  @APIResponse(responseCode = "204", description = "It is no longer registered")
  public void remove(
      @PathParam("name") String name,
      @QueryParam("by") @Nullable @Size(max = 100) String by,
      @QueryParam("reason") @Nullable @Size(max = 300) String reason,
      @HeaderParam("If-Match") @Nullable String ifMatch) {
    control.remove(
        name, new RegistrationEdit(Objects.requireNonNullElse(by, ""), reason, ifMatch, null));
  }

  @GET
  @Path("plans")
  @Operation(
      summary = "Plans of a database, or whose id or hash begins so, newest first, at most 500")
  public List<PlanView> list(
      @QueryParam("database") @Nullable String database,
      @QueryParam("beginning") @Pattern(regexp = IdBeginning.FORM) @Nullable String beginning) {
    if (beginning != null) {
      return plans.beginningWith(beginning).stream()
          .filter(plan -> database == null || plan.database().equals(database))
          .toList();
    }
    if (database == null || database.isBlank()) {
      throw PlimsollException.invalidRequest("database or beginning must be given");
    }
    return plans.views(database);
  }
}
