package dev.plimsoll.planner.checkup;

import dev.plimsoll.contracts.plan.DatabaseCheckup;
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
public class CheckupResource {
  private final Checkups checkups;

  public CheckupResource(Checkups checkups) {
    this.checkups = checkups;
  }

  @POST
  @Path("{name}/test")
  @Operation(
      summary = "Look a database over",
      description = "Reads only. Whatever is wrong with it is a finding, with what to do about it.")
  public DatabaseCheckup test(@PathParam("name") String name) {
    return checkups.of(name);
  }
}
