package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.plan.CapacityPreset;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/// `/api/v1/databases`; the class has the same path as [dev.plimsoll.planner.plan.PlanResource],
/// which has more below `databases/{name}`.
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "databases")
public class DatabaseResource {
  private final Databases databases;

  public DatabaseResource(Databases databases) {
    this.databases = databases;
  }

  @PUT
  @Path("databases/{name}")
  @Operation(
      summary = "Register a database, or change its registration",
      description =
          "Connects once to see that it can, and reads what the server tells of itself. The same"
              + " request again changes nothing. A load line belongs to the server: databases of one"
              + " server, or names of one database, share it. The limits given last are those of all;"
              + " who gives none takes what is there. parallelWorkers of -1 means as many as the"
              + " server has.")
  public DatabaseRegistration register(
      @PathParam("name") String name, @NotNull DatabaseRegistration registration) {
    DatabaseRegistration complete = databases.withCredential(registration);
    DetectedServer detected = databases.check(name, complete);
    return databases.register(complete, detected);
  }

  @GET
  @Path("databases/{name}")
  @Operation(summary = "One registration, with its load line")
  public DatabaseRegistration get(@PathParam("name") String name) {
    return databases.registration(name);
  }

  @GET
  @Path("presets")
  @Operation(summary = "Load lines by name, for a machine of that size")
  public List<CapacityPreset> presets() {
    return Presets.all();
  }

  @GET
  @Path("databases")
  @Operation(summary = "All registrations")
  public List<DatabaseRegistration> list() {
    return databases.registrations();
  }
}
