package dev.plimsoll.sync.extract;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.id.IdBeginning;
import dev.plimsoll.contracts.sync.ExtractExplanation;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.TableAnalysis;
import dev.plimsoll.sync.analysis.Analyses;
import dev.plimsoll.sync.sparse.SparseOptimizationMetrics.PerformanceSummary;
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
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/// `/api/v1/extracts`
@Path("/api/v1/extracts")
@Produces(MediaType.APPLICATION_JSON)
public final class ExtractResource {
  private final Extracts extracts;
  private final Analyses analyses;

  public ExtractResource(Extracts extracts, Analyses analyses) {
    this.extracts = extracts;
    this.analyses = analyses;
  }

  @POST
  @ResponseStatus(202)
  @Operation(
      operationId = "startExtract",
      summary = "Plans tables and sets their extract going; a table that is refused stops no other")
  public ExtractView start(
      @HeaderParam("Idempotency-Key") @Nullable @Within(Bound.IDEMPOTENCY_KEY)
          String idempotencyKey,
      @Nullable ExtractRequest request) {
    return extracts.start(Extracts.complete(request), idempotencyKey);
  }

  @POST
  @Path("explain")
  @Operation(
      operationId = "explainExtract",
      summary = "What an extract would read, how, with how many queries, and how long it may take")
  public ExtractExplanation explain(@Nullable ExtractRequest request) {
    return extracts.explain(Extracts.complete(request));
  }

  @GET
  @Operation(
      operationId = "listExtracts",
      summary = "Extracts, the latest first",
      description = "The next page is after the last extract of this one.")
  public List<ExtractView> list(
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
    return extracts.page(
        new ExtractList.Filter(IdBeginning.of(beginning), source, target, table, state),
        after,
        limit);
  }

  @GET
  @Path("summary")
  @Operation(
      operationId = "getPerformanceSummary",
      summary = "What not reading by windows has saved, over all extracts that are remembered")
  public PerformanceSummary summary() {
    return analyses.summary();
  }

  @GET
  @Path("{id}")
  @Operation(operationId = "getExtract", summary = "One extract with all its tables")
  public ExtractView get(@PathParam("id") UUID id) {
    return extracts.view(id);
  }

  @GET
  @Path("{id}/analyses")
  @Operation(
      operationId = "listAnalyses",
      summary = "Where the rows of an extract's tables lie, what was predicted and what they took")
  public List<TableAnalysis> analyses(@PathParam("id") UUID id) {
    return analyses.ofExtract(id);
  }

  @POST
  @Path("{id}/tables/{schema}/{table}/retry")
  @ResponseStatus(202)
  @Operation(
      operationId = "retryTable",
      summary = "Goes on with a failed table from what is safely kept")
  public ExtractView retry(
      @PathParam("id") UUID id,
      @PathParam("schema") String schema,
      @PathParam("table") String table) {
    return extracts.retry(id, new QualifiedName(schema, table));
  }

  @POST
  @Path("{id}/{act: cancel|pause|resume}")
  @Operation(
      operationId = "controlExtract",
      summary = "Cancels, pauses or resumes the tables of an extract that have not ended")
  public ExtractView control(@PathParam("id") UUID id, @PathParam("act") String act) {
    return extracts.act(act(act), id, null);
  }

  @POST
  @Path("{id}/tables/{schema}/{table}/{act: cancel|pause|resume}")
  @Operation(
      operationId = "controlTable",
      summary = "Cancels, pauses or resumes one table, and no other")
  public ExtractView controlTable(
      @PathParam("id") UUID id,
      @PathParam("schema") String schema,
      @PathParam("table") String table,
      @PathParam("act") String act) {
    return extracts.act(act(act), id, new QualifiedName(schema, table));
  }

  private static Extracts.Act act(String name) {
    return Extracts.Act.valueOf(name.toUpperCase(Locale.ROOT));
  }
}
