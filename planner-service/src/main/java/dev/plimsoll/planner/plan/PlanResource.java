package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.id.IdBeginning;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.PauseView;
import dev.plimsoll.contracts.plan.PlanDiff;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/plans")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "plans")
public class PlanResource {
  private final PlanApproval approval;
  private final PlanControl control;
  private final Plans plans;
  private final DispatchLoop dispatch;
  private final OutboxRelay relay;

  public PlanResource(
      PlanApproval approval,
      PlanControl control,
      Plans plans,
      DispatchLoop dispatch,
      OutboxRelay relay) {
    this.approval = approval;
    this.control = control;
    this.plans = plans;
    this.dispatch = dispatch;
    this.relay = relay;
  }

  @POST
  @Path("{hash}/apply")
  @Operation(
      summary = "Have exactly this plan executed",
      description =
          "By its hash, or the first 8 characters or more. Reads the catalog again and answers"
              + " plan-moved, naming each thing, where the database is no longer what the plan was"
              + " made for. The same request again changes nothing.")
  public PlanView apply(@PathParam("hash") String hash, @Nullable ControlRequest request) {
    Bound.PLAN_HASH.check("hash", hash);
    UUID id = approval.apply(hash, ControlRequest.words(request));
    dispatch.wake();
    return plans.view(id);
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One plan, as it was made, and where it stands")
  public PlanView get(@PathParam("id") UUID id) {
    return plans.view(id);
  }

  @GET
  @Path("{id}/diff")
  @Operation(summary = "What is other than in the database's plan before")
  public PlanDiff diff(@PathParam("id") UUID id) {
    return plans.diff(id);
  }

  @POST
  @Path("{id}/pause")
  @Operation(summary = "Send nothing more of it; what runs goes on to its end")
  public PauseView pause(@PathParam("id") UUID id, @Nullable ControlRequest request) {
    return control.pause(id, ControlRequest.words(request));
  }

  @POST
  @Path("{id}/resume")
  @Operation(summary = "Send its builds again")
  public PauseView resume(@PathParam("id") UUID id, @Nullable ControlRequest request) {
    PauseView answer = control.resume(id);
    dispatch.wake();
    return answer;
  }

  @POST
  @Path("{id}/cancel")
  @Operation(summary = "Cancel what waits, and have what runs stopped")
  public PlanView cancel(@PathParam("id") UUID id, @Nullable ControlRequest request) {
    control.cancel(id, ControlRequest.words(request));
    relay.wake();
    dispatch.wake();
    return plans.view(id);
  }

  @GET
  @Operation(
      summary = "Plans, the newest first",
      description = "The next page is after the last plan of this one.")
  public List<PlanView> list(
      @QueryParam("database") @Nullable String database,
      @QueryParam("state") PlanView.@Nullable State state,
      @Parameter(
              description = "Those alone whose id or hash begins so",
              schema = @Schema(type = SchemaType.STRING, pattern = IdBeginning.FORM))
          @QueryParam("beginning")
          @Nullable String beginning,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit) {
    return plans.page(database, state, beginning, after, limit);
  }
}
