package dev.plimsoll.sync.increment;

import dev.plimsoll.contracts.sync.WatermarkView;
import dev.plimsoll.sync.database.SyncDatabase;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

@Path("/api/v1/watermarks")
@Produces(MediaType.APPLICATION_JSON)
public final class WatermarkResource {
  private final SyncDatabase database;

  public WatermarkResource(SyncDatabase database) {
    this.database = database;
  }

  @GET
  @Operation(
      operationId = "listWatermarks",
      summary = "How far the increments of each table are, for each target")
  public List<WatermarkView> list() {
    return database.ask(Watermarks::all);
  }
}
