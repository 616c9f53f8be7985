package dev.plimsoll.sync.load;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.sync.extract.Extracts;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;

@Path("/api/v1/extracts/{id}/tables/{schema}/{table}/discard")
@Produces(MediaType.APPLICATION_JSON)
public final class DiscardResource {
  private final Discards discards;
  private final Extracts extracts;

  public DiscardResource(Discards discards, Extracts extracts) {
    this.discards = discards;
    this.extracts = extracts;
  }

  @POST
  @Operation(
      operationId = "discardTable",
      summary = "Takes the rows of a failed table out of the target again; a retry begins anew")
  public ExtractView discard(
      @PathParam("id") UUID id,
      @PathParam("schema") String schema,
      @PathParam("table") String table) {
    discards.discard(id, new QualifiedName(schema, table));
    return extracts.view(id);
  }
}
