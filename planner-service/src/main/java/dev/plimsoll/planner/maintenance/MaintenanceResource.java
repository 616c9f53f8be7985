package dev.plimsoll.planner.maintenance;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.maintenance.MaintenanceActionView;
import dev.plimsoll.contracts.maintenance.MaintenanceRunView;
import dev.plimsoll.contracts.maintenance.MaintenanceSettings;
import dev.plimsoll.contracts.maintenance.MaintenanceView;
import dev.plimsoll.contracts.maintenance.RelationSizes;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.http.edition.EditionTag;
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
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Maintenance of a registered database.
@Path("/api/v1/databases/{name}/maintenance")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "maintenance")
public class MaintenanceResource {
  private final MaintenanceControl control;

  public MaintenanceResource(MaintenanceControl control) {
    this.control = control;
  }

  @GET
  @Operation(
      summary = "Whether maintenance runs, what it has done, and what waits",
      description = "Its ETag is the edition of the settings.")
  @APIResponse(
      responseCode = "200",
      description = "Status and settings",
      content = @Content(schema = @Schema(implementation = MaintenanceView.class)))
  public Response show(@PathParam("name") String name) throws SQLException {
    return tagged(control.view(name));
  }

  @PUT
  @Operation(
      summary = "Set what maintenance does",
      description =
          "What is absent is as by default. With If-Match, the ETag of what was read, nothing that"
              + " was changed meanwhile is overwritten. It does not start maintenance.")
  @APIResponse(
      responseCode = "200",
      description = "Status and settings",
      content = @Content(schema = @Schema(implementation = MaintenanceView.class)))
  public Response put(
      @PathParam("name") String name,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      MaintenanceSettings settings)
      throws SQLException {
    return tagged(control.put(name, settings, ifMatch));
  }

  @POST
  @Path("resume")
  @Operation(
      summary = "Start maintenance: cycles come by themselves",
      description = "Maintenance of a database is stopped until somebody starts it.")
  @APIResponse(
      responseCode = "200",
      description = "Status and settings",
      content = @Content(schema = @Schema(implementation = MaintenanceView.class)))
  public Response resume(@PathParam("name") String name, @Nullable ControlRequest request)
      throws SQLException {
    return tagged(control.resume(name));
  }

  @POST
  @Path("pause")
  @Operation(
      summary = "Stop maintenance",
      description = "An action that runs is canceled, and goes on when maintenance is resumed.")
  @APIResponse(
      responseCode = "200",
      description = "Status and settings",
      content = @Content(schema = @Schema(implementation = MaintenanceView.class)))
  public Response pause(@PathParam("name") String name, @Nullable ControlRequest request)
      throws SQLException {
    return tagged(control.pause(name, ControlRequest.words(request)));
  }

  @POST
  @Path("run")
  @Operation(
      summary = "Look now, and do what the policy lets be done",
      description =
          "Whether maintenance runs or not. It samples rows of indexes that seem bloated. With"
              + " dryRun nothing is written or done.")
  public MaintenanceRunView run(
      @PathParam("name") String name,
      @QueryParam("dryRun") @DefaultValue("false") boolean dryRun,
      @Nullable ControlRequest request)
      throws SQLException {
    return control.run(name, dryRun, ControlRequest.words(request));
  }

  @GET
  @Path("actions")
  @Operation(summary = "Actions, open and ended, the latest first")
  public List<MaintenanceActionView> actions(
      @PathParam("name") String name,
      @Parameter(description = "Those of lower numbers")
          @QueryParam("after")
          @DefaultValue("" + Long.MAX_VALUE)
          long after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit)
      throws SQLException {
    return control.actions(name, after, limit);
  }

  @POST
  @Path("actions/{id}/approve")
  @Operation(
      summary = "Approve an action that a policy asks for",
      description = "It runs whether maintenance runs or not. Approved again, nothing changes.")
  public MaintenanceActionView approve(
      @PathParam("name") String name, @PathParam("id") UUID id, @Nullable ControlRequest request)
      throws SQLException {
    return control.approve(name, id, ControlRequest.words(request));
  }

  @POST
  @Path("actions/{id}/reject")
  @Operation(
      summary = "Reject an action that has not begun",
      description = "It is not proposed again for a day.")
  public MaintenanceActionView reject(
      @PathParam("name") String name, @PathParam("id") UUID id, @Nullable ControlRequest request)
      throws SQLException {
    return control.reject(name, id, ControlRequest.words(request));
  }

  @GET
  @Path("sizes")
  @Operation(summary = "Sizes of the largest tables and indexes over time, a point an hour")
  public List<RelationSizes> sizes(
      @PathParam("name") String name,
      @QueryParam("limit") @DefaultValue("20") @Within(Bound.PAGE) int limit)
      throws SQLException {
    return control.sizes(name, limit);
  }

  private static Response tagged(MaintenanceControl.Edition edition) {
    return Response.ok(edition.view()).header("ETag", EditionTag.of(edition.edition())).build();
  }
}
