package dev.plimsoll.builder.slot;

import dev.plimsoll.contracts.build.SlotView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/// Running builds of this process.
@Path("/api/v1/slots")
@Produces(MediaType.APPLICATION_JSON)
public class SlotResource {
  private final SlotBoard board;

  public SlotResource(SlotBoard board) {
    this.board = board;
  }

  @GET
  @Operation(operationId = "slots", summary = "What this process is building now, by lane and slot")
  public List<SlotView> slots() {
    return board.slots();
  }
}
