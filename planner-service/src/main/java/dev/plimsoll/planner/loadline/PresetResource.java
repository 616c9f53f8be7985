package dev.plimsoll.planner.loadline;

import dev.plimsoll.contracts.plan.CapacityPreset;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/v1/presets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "databases")
public class PresetResource {

  @GET
  @Operation(summary = "Load lines by name, for a machine of that size")
  public List<CapacityPreset> list() {
    return Presets.all();
  }
}
