package dev.plimsoll.planner.loadline;

import dev.plimsoll.contracts.plan.CalibrationView;
import dev.plimsoll.contracts.plan.DatabaseCheckup;
import dev.plimsoll.contracts.plan.LoadLineView;
import dev.plimsoll.planner.calibration.Pilots;
import dev.plimsoll.planner.checkup.Checkups;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// What a registered database has, takes and costs.
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "databases")
public class LoadLineResource {
  private final LoadLines lines;
  private final Checkups checkups;
  private final Pilots pilots;

  public LoadLineResource(LoadLines lines, Checkups checkups, Pilots pilots) {
    this.lines = lines;
    this.checkups = checkups;
    this.pilots = pilots;
  }

  @GET
  @Path("databases/{name}/load-line")
  @Operation(
      summary = "Limits against what is taken now and what is to come, and what holds builds")
  public LoadLineView loadLine(@PathParam("name") String name) {
    return lines.view(name);
  }

  @POST
  @Path("databases/{name}/test")
  @Operation(
      summary = "Look a database over",
      description = "Reads only. Whatever is wrong with it is a finding, with what to do about it.")
  public DatabaseCheckup test(@PathParam("name") String name) {
    return checkups.of(name);
  }

  @GET
  @Path("databases/{name}/calibration")
  @Operation(summary = "What a row costs there, and how far predictions were off")
  public CalibrationView calibration(@PathParam("name") String name) {
    return pilots.calibration(name);
  }

  @POST
  @Path("databases/{name}/pilot")
  @Operation(
      summary = "Measure what a row costs, on a sample in a temporary table",
      description =
          "Takes up to half a minute and touches no table but reads some rows of the largest. Refused"
              + " while builds are running there, which would be measured too.")
  public CalibrationView pilot(@PathParam("name") String name) {
    return pilots.run(name);
  }
}
