package dev.plimsoll.planner.dispatch;

import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.messaging.PlannerTopics;
import dev.plimsoll.tracing.LogIds;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// Loop of dispatch rounds: at once when woken, and periodically for what another planner has left
/// or a pause has ended.
@ApplicationScoped
public class DispatchLoop {
  private static final Logger LOG = Logger.getLogger(DispatchLoop.class);

  private static final Duration STOP_WITHIN = Duration.ofSeconds(10);

  private final Dispatcher dispatcher;
  private final OutboxRelay relay;
  private final Counter dispatched;
  private final PeriodicWork loop;

  public DispatchLoop(
      DataSource dataSource,
      PlannerTopics topics,
      OutboxRelay relay,
      AdmissionGate gate,
      Databases databases,
      PlannerConfig config,
      MeterRegistry meters) {
    this.dispatcher =
        new Dispatcher(
            dataSource,
            lane -> topics.name(lane.topic()),
            gate,
            databases::question,
            new DispatchSnapshotReader(config.machineFactor()));
    this.relay = relay;
    this.dispatched =
        Counter.builder("plimsoll.planner.builds.dispatched")
            .description("Build commands sent to a slot, retries included")
            .register(meters);
    Duration interval = config.dispatchInterval();
    this.loop =
        PeriodicWork.every("dispatcher", interval).lettingRoundsEnd(STOP_WITHIN).runs(this::round);
  }

  public void start() {
    loop.start();
  }

  /// Call after builds were added or a slot became free.
  public void wake() {
    loop.wake();
  }

  private void round() throws Exception {
    List<UUID> sent = dispatcher.dispatch(loop::each);
    if (!sent.isEmpty()) {
      dispatched.increment(sent.size());
      relay.wake();
      sent.forEach(DispatchLoop::log);
    }
  }

  private static void log(UUID build) {
    try (LogIds _ = LogIds.of(LogIds.BUILD, build)) {
      LOG.infof("build %s dispatched", build);
    }
  }

  /// Ends after the current round, before the connection pool closes.
  public void stop() {
    loop.close();
  }
}
