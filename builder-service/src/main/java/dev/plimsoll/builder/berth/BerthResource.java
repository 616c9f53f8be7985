package dev.plimsoll.builder.berth;

import dev.plimsoll.contracts.build.BerthView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// What this process is building now.
@Path("/api/v1/berths")
@Produces(MediaType.APPLICATION_JSON)
public class BerthResource {
  private final BerthBoard board;

  public BerthResource(BerthBoard board) {
    this.board = board;
  }

  @GET
  @Operation(
      operationId = "berths",
      summary = "What this process is building now, by lane and berth")
  public List<BerthView> berths() {
    return board.berths();
  }
}
