package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Plans under `/api/v1`.
@Path("/api/v1")
@Tag(name = "plans")
public class PlanResource {
  private final PlanMaker maker;
  private final Plans plans;
  private final DispatchLoop dispatch;

  public PlanResource(PlanMaker maker, Plans plans, DispatchLoop dispatch) {
    this.maker = maker;
    this.plans = plans;
    this.dispatch = dispatch;
  }

  @POST
  @Path("databases/{name}/plans")
  @Operation(
      summary = "Find what is missing, plan it and have it built",
      description = "Asked again, it plans only what is neither there nor being built already.")
  @APIResponse(
      responseCode = "202",
      description = "The plan; its builds are on their way",
      content = @Content(schema = @Schema(implementation = PlanView.class)))
  public Response plan(@PathParam("name") String name) {
    PlanView plan = plans.view(maker.plan(name, null));
    dispatch.wake();
    return Response.accepted(plan).build();
  }

  @GET
  @Path("plans/{id}")
  @Operation(summary = "One plan")
  public PlanView get(@PathParam("id") UUID id) {
    return plans.view(id);
  }

  @GET
  @Path("plans")
  @Operation(summary = "Plans of a database, newest first, at most 500")
  public List<PlanView> list(@QueryParam("database") @NotBlank String database) {
    return plans.views(database);
  }
}
