package dev.plimsoll.sync.load;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.id.IdBeginning;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.LoadRequest;
import dev.plimsoll.contracts.sync.LoadView;
import dev.plimsoll.sync.extract.ExtractList;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/loads")
@Produces(MediaType.APPLICATION_JSON)
public final class LoadResource {

  private static final int ACCEPTED = 202;

  private final RequestedLoads loads;

  public LoadResource(RequestedLoads loads) {
    this.loads = loads;
  }

  @POST
  @ResponseStatus(ACCEPTED)
  @Operation(
      operationId = "startLoad",
      summary = "Loads the files of an extract into a target; the source is not asked")
  public LoadView start(
      @HeaderParam("Idempotency-Key") @Nullable @Within(Bound.IDEMPOTENCY_KEY)
          String idempotencyKey,
      @Nullable LoadRequest request) {
    if (request == null || request.extract() == null || request.target() == null) {
      throw PlimsollException.invalidRequest("an extract and a target must be given");
    }
    return loads.start(request, idempotencyKey);
  }

  @GET
  @Operation(
      operationId = "listLoads",
      summary = "Loads, the latest first",
      description = "The next page is after the last load of this one.")
  public List<LoadView> list(
      @QueryParam("source") @Nullable String source,
      @QueryParam("target") @Nullable String target,
      @Parameter(description = "With such a table: schema.table, with * for any run of characters")
          @QueryParam("table")
          @Nullable String table,
      @QueryParam("state") ExtractView.@Nullable State state,
      @Parameter(
              description = "Those alone whose id begins so",
              schema = @Schema(type = SchemaType.STRING, pattern = IdBeginning.FORM))
          @QueryParam("beginning")
          @Nullable String beginning,
      @QueryParam("after") @Nullable UUID after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit) {
    return loads.page(
        new ExtractList.Filter(IdBeginning.of(beginning), source, target, table, state),
        after,
        limit);
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getLoad", summary = "One load with all its tables")
  public LoadView get(@PathParam("id") UUID id) {
    return loads.view(id);
  }

  @POST
  @Path("{id}/tables/{schema}/{table}/retry")
  @ResponseStatus(ACCEPTED)
  @Operation(
      operationId = "retryLoad",
      summary = "Goes on with a failed table, after the last row that is loaded")
  public LoadView retry(
      @PathParam("id") UUID id,
      @PathParam("schema") String schema,
      @PathParam("table") String table) {
    return loads.retry(id, new QualifiedName(schema, table));
  }

  @POST
  @Path("{id}/tables/{schema}/{table}/discard")
  @Operation(
      operationId = "discardLoad",
      summary = "Takes the rows of a failed table out of the target again; a retry begins anew")
  public LoadView discard(
      @PathParam("id") UUID id,
      @PathParam("schema") String schema,
      @PathParam("table") String table) {
    return loads.discard(id, new QualifiedName(schema, table));
  }
}
