package dev.plimsoll.sync.increment;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.sync.WatermarkView;
import dev.plimsoll.sync.database.SyncDatabase;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

@Path("/api/v1/extracts/watermarks")
@Produces(MediaType.APPLICATION_JSON)
public final class WatermarkResource {
  private final SyncDatabase database;

  public WatermarkResource(SyncDatabase database) {
    this.database = database;
  }

  @GET
  @Operation(
      operationId = "listWatermarks",
      summary = "How far the increments of each table are, for each target, the eldest first")
  public List<WatermarkView> list(
      @QueryParam("source") @Nullable String source,
      @QueryParam("target") @Nullable String target,
      @Parameter(description = "schema.table, with * for any run of characters")
          @QueryParam("table")
          @Nullable String table,
      @Parameter(description = "Those of higher numbers") @QueryParam("after") @DefaultValue("0")
          long after,
      @QueryParam("limit") @DefaultValue("50") @Within(Bound.PAGE) int limit) {
    return database.ask(
        connection -> Watermarks.page(connection, source, target, table, after, limit));
  }
}
