package dev.plimsoll.planner.database;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import dev.plimsoll.contracts.plan.DatabaseChange;
import dev.plimsoll.contracts.plan.DatabaseRegistration;
import dev.plimsoll.http.edition.EditionTag;
import dev.plimsoll.planner.database.Databases.RegistrationEdition;
import dev.plimsoll.planner.server.DetectedServer;
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
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Registrations. [dev.plimsoll.planner.plan.DatabaseControlResource] has the acts on a database.
@Path("/api/v1/databases")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "databases")
public class DatabaseResource {
  private final Databases databases;
  private final RegistrationCheck check;
  private final DatabaseChanges changes;

  public DatabaseResource(Databases databases, RegistrationCheck check, DatabaseChanges changes) {
    this.databases = databases;
    this.check = check;
    this.changes = changes;
  }

  @PUT
  @Path("{name}")
  @Operation(
      summary = "Register a database, or change its registration",
      description =
          "Connects once to see that it can, and reads what the server tells of itself. The same"
              + " request again changes nothing. A load line belongs to the server: databases of one"
              + " server, or names of one database, share it. The limits given last are those of all;"
              + " who gives none takes what is there. parallelWorkers of -1 means as many as the"
              + " server has. Analyses ask standbys, too, whether they read an index; they are"
              + " not connected to here. With If-Match, the ETag of what was read, nothing that was changed"
              + " meanwhile is overwritten, and the same request again, as when its answer was lost,"
              + " is answered as before; with If-None-Match: *, nothing that is there. Other services"
              + " learn of it by the topic databases: the answer's revision says when they have.")
  @APIResponse(
      responseCode = "200",
      description = "The registration as it is now",
      content = @Content(schema = @Schema(implementation = DatabaseRegistration.class)))
  public Response register(
      @PathParam("name") String name,
      @QueryParam("by") @Nullable @Within(Bound.BY) String by,
      @QueryParam("reason") @Nullable @Within(Bound.REASON) String reason,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      DatabaseRegistration registration) {
    DatabaseRegistration complete = databases.withCredential(registration);
    @Nullable DetectedServer detected = check.of(name, complete);
    RegistrationEdit edit =
        new RegistrationEdit(Objects.requireNonNullElse(by, ""), reason, ifMatch, ifNoneMatch);
    return tagged(databases.register(complete, detected, edit));
  }

  @GET
  @Path("{name}")
  @Operation(
      summary = "One registration, with its load line",
      description = "Its ETag is its edition: an edit with If-Match changes no newer one.")
  @APIResponse(
      responseCode = "200",
      description = "The registration",
      content = @Content(schema = @Schema(implementation = DatabaseRegistration.class)))
  public Response get(@PathParam("name") String name) {
    return tagged(databases.registration(name));
  }

  private static Response tagged(RegistrationEdition registered) {
    return Response.ok(registered.registration())
        .header("ETag", EditionTag.of(registered.edition()))
        .build();
  }

  @POST
  @Path("{name}/announce")
  @Operation(
      summary = "Tell the other services once more, as the newest word",
      description =
          "For the case that one of them has learned more than is registered here: this schema was"
              + " restored from an older copy. The answer's revision is newer than any.")
  public DatabaseRegistration announce(@PathParam("name") String name) {
    return databases.announceAnew(name);
  }

  @GET
  @Path("{name}/changes")
  @Operation(
      summary = "Who has changed the registration, when and why, the latest first",
      description = "Also of a name that is not registered any more.")
  public List<DatabaseChange> changes(
      @PathParam("name") String name,
      @Parameter(description = "Those of lower editions")
          @QueryParam("after")
          @DefaultValue("" + Long.MAX_VALUE)
          long after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit) {
    return changes.latest(name, after, limit);
  }

  @GET
  @Operation(summary = "Registrations in the order of names")
  public List<DatabaseRegistration> list(
      @QueryParam("kind") @Nullable DatabaseKind kind,
      @Parameter(description = "Those that serve as this") @QueryParam("use")
          @Nullable DatabaseUse use,
      @Parameter(description = "Those of names behind this one")
          @QueryParam("after")
          @DefaultValue("")
          String after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit) {
    return databases.page(kind, use, after, limit);
  }
}
