package dev.plimsoll.sync.analysis;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.sync.TableAnalysis;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

@Path("/api/v1/databases/{name}/tables/{schema}/{table}/analyses")
@Produces(MediaType.APPLICATION_JSON)
public final class TableAnalysisResource {
  private final Analyses analyses;

  public TableAnalysisResource(Analyses analyses) {
    this.analyses = analyses;
  }

  @GET
  @Operation(
      operationId = "listTableHistory",
      summary = "The last twenty extracts of a table, the latest first")
  public List<TableAnalysis> history(
      @PathParam("name") String name,
      @PathParam("schema") String schema,
      @PathParam("table") String table) {
    return analyses.history(name, new QualifiedName(schema, table));
  }
}
