package dev.plimsoll.sync.registry;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.DatabaseCheckRequest;
import dev.plimsoll.contracts.sync.KnownDatabase;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/// Databases that this service knows. They are registered at the planner.
@Path("/api/v1/databases")
@Produces(MediaType.APPLICATION_JSON)
public final class RegistryResource {
  private final Registry registry;
  private final LoginCheck check;

  public RegistryResource(Registry registry, LoginCheck check) {
    this.registry = registry;
    this.check = check;
  }

  @GET
  @Operation(
      operationId = "listKnownDatabases",
      summary =
          "Databases that this service has learned of from the planner, in the order of names")
  public List<KnownDatabase> list(
      @Parameter(description = "Those of names behind this one")
          @QueryParam("after")
          @DefaultValue("")
          String after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit) {
    return registry.page(after, limit).stream().map(KnownDatabase::shown).toList();
  }

  @GET
  @Path("{name}")
  @Operation(
      operationId = "getKnownDatabase",
      summary = "One of them, with its revision; never its password")
  public KnownDatabase get(@PathParam("name") String name) {
    return registry.get(name).shown();
  }

  @POST
  @Path("test")
  @Operation(
      operationId = "testDatabase",
      summary = "Tries to log in, and registers nothing",
      description =
          "204 where a database of this kind answers, lets us in and is of a version that we know. A"
              + " credential that an answer hid is taken from what is known under the name.")
  @APIResponse(responseCode = "204", description = "It can be used")
  public void test(@Nullable DatabaseCheckRequest request) {
    if (request == null || request.address() == null) {
      throw PlimsollException.invalidRequest("an address must be given");
    }
    check.check(request);
  }
}
