package dev.plimsoll.materializer.flow;

import static dev.plimsoll.materializer.metrics.Meters.seconds;

import dev.plimsoll.contracts.log.LogFlow;
import dev.plimsoll.contracts.log.LogFlow.HeldSnapshot;
import dev.plimsoll.materializer.flow.HeldSnapshots.Alert;
import dev.plimsoll.materializer.flow.HorizonReader.Hold;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// Backlog, gate and old snapshots over HTTP.
@Path("/api/v1/flow")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "server")
public final class FlowResource {
  private final BacklogGate gate;
  private final HeldSnapshots snapshots;
  private final ShardWaits waits;

  public FlowResource(BacklogGate gate, HeldSnapshots snapshots, ShardWaits waits) {
    this.waits = waits;
    this.gate = gate;
    this.snapshots = snapshots;
  }

  @GET
  @Operation(
      summary =
          "How much waits for offsets, in which shards and for whom, whether more is let in, and who"
              + " holds an old snapshot")
  public LogFlow flow() {
    BacklogGate.Sight sight = gate.last();
    HeldSnapshots.Look look = snapshots.last();
    @Nullable Alert alert = look.alert();
    GateState.@Nullable Closed closed = sight.state() instanceof GateState.Closed c ? c : null;
    return new LogFlow(
        closed == null,
        closed == null ? null : closed.reason(),
        closed == null ? 0 : closed.retryAfter().toSeconds(),
        sight.backlog().batches(),
        seconds(sight.backlog().oldest()),
        look.deadRows(),
        look.oldest() == null ? null : held(look.oldest(), look.held()),
        alert == null ? null : alert.what() + ". " + alert.fix(),
        waits.shards(sight.backlog()));
  }

  private static HeldSnapshot held(Hold hold, Duration held) {
    return new HeldSnapshot(
        hold.holder().description(), seconds(held), hold.transactions(), hold.holder().fix());
  }
}
