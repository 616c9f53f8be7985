package dev.plimsoll.planner.calibration;

import dev.plimsoll.contracts.plan.CalibrationView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/v1/databases")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "databases")
public class CalibrationResource {
  private final Pilots pilots;

  public CalibrationResource(Pilots pilots) {
    this.pilots = pilots;
  }

  @GET
  @Path("{name}/calibration")
  @Operation(summary = "What a row costs there, and how far predictions were off")
  public CalibrationView calibration(@PathParam("name") String name) {
    return pilots.calibration(name);
  }

  @POST
  @Path("{name}/pilot")
  @Operation(
      summary = "Measure what a row costs, on a sample in a temporary table",
      description =
          "Takes up to half a minute and touches no table but reads some rows of the largest. Refused"
              + " while builds are running there, which would be measured too.")
  public CalibrationView pilot(@PathParam("name") String name) {
    return pilots.run(name);
  }
}
