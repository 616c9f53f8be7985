package dev.plimsoll.planner.maintenance;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.maintenance.MaintenanceView;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// Maintenance of all registered databases.
@Path("/api/v1/maintenance")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "maintenance")
public class AllMaintenanceResource {
  private final MaintenanceControl control;

  public AllMaintenanceResource(MaintenanceControl control) {
    this.control = control;
  }

  @GET
  @Operation(
      operationId = "allMaintenance",
      summary = "Maintenance of each database, in the order of names",
      description = "Of those where it was ever set, started or run.")
  public List<MaintenanceView> list(
      @Parameter(description = "Those of names behind this one")
          @QueryParam("after")
          @DefaultValue("")
          String after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit)
      throws SQLException {
    return control.page(after, limit);
  }
}
