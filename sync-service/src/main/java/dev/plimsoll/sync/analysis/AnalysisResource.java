package dev.plimsoll.sync.analysis;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.sync.TableAnalysis;
import dev.plimsoll.sync.sparse.SparseOptimizationMetrics.PerformanceSummary;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// `/api/v1/analysis`
@Path("/api/v1/analysis")
@Produces(MediaType.APPLICATION_JSON)
public final class AnalysisResource {
  private final Analyses analyses;

  public AnalysisResource(Analyses analyses) {
    this.analyses = analyses;
  }

  @GET
  @Path("{source}/{schema}/{table}")
  @Operation(
      operationId = "listTableHistory",
      summary = "The last twenty extracts of a table, the latest first")
  public List<TableAnalysis> history(
      @PathParam("source") String source,
      @PathParam("schema") String schema,
      @PathParam("table") String table) {
    return analyses.history(source, new QualifiedName(schema, table));
  }

  @GET
  @Path("summary")
  @Operation(
      operationId = "getPerformanceSummary",
      summary = "What not reading by windows has saved, over all extracts that are remembered")
  public PerformanceSummary summary() {
    return analyses.summary();
  }
}
