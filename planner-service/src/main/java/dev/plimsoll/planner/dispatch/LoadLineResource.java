package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.plan.LoadLineView;
import dev.plimsoll.contracts.plan.LoadLineView.Limit;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.loadline.LoadLineEntity;
import dev.plimsoll.planner.loadline.Resources;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.hibernate.Session;

/// Load line of a database: limits, usage and forecast.
@Path("/api/v1/databases")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "databases")
public class LoadLineResource {
  private final Databases databases;
  private final DispatchSnapshotReader reader;
  private final AdmissionGate gate;
  private final Session entities;
  private final Clock clock;

  public LoadLineResource(
      Databases databases,
      PlannerConfig config,
      AdmissionGate gate,
      Session entities,
      Clock clock) {
    this.databases = databases;
    this.reader = new DispatchSnapshotReader(config.machineFactor());
    this.gate = gate;
    this.entities = entities;
    this.clock = clock;
  }

  @GET
  @Path("{name}/load-line")
  @Operation(
      summary = "Limits against what is taken now and what is to come, and what holds builds")
  @Transactional
  public LoadLineView loadLine(@PathParam("name") String name) {
    DatabaseEntity database = databases.named(name);
    LoadLineEntity line = databases.loadLine(name);
    DispatchSnapshot snapshot =
        entities.doReturningWork(connection -> reader.read(connection, name));
    Resources peak =
        snapshot == null ? Resources.NONE : PeakForecast.of(snapshot, database.strategy());
    return new LoadLineView(
        name,
        clock.instant(),
        database.pausedBy() != null,
        List.of(
            limit("memory", "bytes", Resources::memoryBytes, line, peak),
            limit("workers", "count", Resources::parallelWorkers, line, peak),
            limit("cores", "millicores", Resources::milliCores, line, peak),
            limit("temporary disk", "bytes", Resources::temporaryBytes, line, peak),
            limit("disk", "bytes", Resources::diskBytes, line, peak),
            limit("WAL rate", "bytes per second", Resources::walBytesPerSecond, line, peak)),
        gate.ask(databases.question(database)).verdicts());
  }

  private static Limit limit(
      String name, String unit, ToLongFunction<Resources> of, LoadLineEntity line, Resources peak) {
    return new Limit(
        name,
        unit,
        of.applyAsLong(line.limit()),
        of.applyAsLong(line.used()),
        of.applyAsLong(peak));
  }
}
