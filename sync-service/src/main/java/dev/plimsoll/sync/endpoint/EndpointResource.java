package dev.plimsoll.sync.endpoint;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.EndpointRegistration;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/// `/api/v1/endpoints`
@Path("/api/v1/endpoints")
@Produces(MediaType.APPLICATION_JSON)
public final class EndpointResource {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}");

  private final Endpoints endpoints;
  private final EndpointCheck check;

  public EndpointResource(Endpoints endpoints, EndpointCheck check) {
    this.endpoints = endpoints;
    this.check = check;
  }

  @GET
  @Operation(operationId = "listEndpoints", summary = "Every registered endpoint")
  public List<EndpointRegistration> list() {
    return endpoints.all().stream().map(EndpointRegistration::shown).toList();
  }

  @GET
  @Path("{name}")
  @Operation(operationId = "getEndpoint", summary = "One endpoint; never its password")
  public EndpointRegistration get(@PathParam("name") String name) {
    return endpoints.get(name).shown();
  }

  @PUT
  @Path("{name}")
  @Operation(
      operationId = "putEndpoint",
      summary = "Registers a database, after trying to log in; replaces one of that name")
  public EndpointRegistration put(
      @PathParam("name") String name, @Nullable EndpointRegistration endpoint) {
    if (!NAME.matcher(name).matches()) {
      throw PlimsollException.invalidRequest("a name is 1 to 63 letters, digits, '-' or '_'");
    }
    if (endpoint == null || endpoint.address() == null) {
      throw PlimsollException.invalidRequest("an address must be given");
    }
    if (endpoint.name() != null && !endpoint.name().equals(name)) {
      throw PlimsollException.invalidRequest(
          "the body names \"" + endpoint.name() + "\", the path \"" + name + "\"");
    }
    EndpointRegistration registered =
        new EndpointRegistration(name, withCredential(name, endpoint.address()), endpoint.kind());
    check.check(registered);
    endpoints.put(registered);
    return registered.shown();
  }

  // An answer that came back: what it hid is what is stored.
  private DatabaseAddress withCredential(String name, DatabaseAddress address) {
    return address.credential().hidesPassword()
        ? address.withCredentialOf(
            endpoints.find(name).map(EndpointRegistration::address).orElse(null))
        : address;
  }
}
