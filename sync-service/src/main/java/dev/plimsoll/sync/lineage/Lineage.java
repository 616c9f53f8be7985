package dev.plimsoll.sync.lineage;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.sync.recovery.ExceptionCodes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Sender of OpenLineage events, on a thread of its own: no extract or load waits for it or fails
/// by it.
///
/// The health check reports delivery and is always up: an endpoint that is away must not take the
/// service out of work.
@Readiness
@Singleton
public final class Lineage implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(Lineage.class);
  private static final int LONGEST_PAUSE = 32;

  private final LineageConfig config;
  private final LineageTeller teller;
  private final Map<String, Object> kafka;
  private final Counter told;
  private final Counter failed;
  private final AtomicInteger waiting = new AtomicInteger();
  private @Nullable PeriodicWork work;
  private volatile @Nullable LineageTransport transport;
  // Null if the last event has arrived.
  private volatile @Nullable String failure;
  // Intervals until the next try; doubled while the endpoint is away.
  private int intervals = 1;

  public Lineage(
      LineageConfig config,
      LineageTeller teller,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      MeterRegistry registry) {
    this.config = config;
    this.teller = teller;
    this.kafka = kafka;
    this.told =
        Counter.builder("plimsoll.sync.lineage.events")
            .baseUnit("events")
            .description("OpenLineage events that have arrived")
            .register(registry);
    this.failed =
        Counter.builder("plimsoll.sync.lineage.failures")
            .baseUnit("events")
            .description("OpenLineage events that have not, each time that it was tried")
            .register(registry);
    Gauge.builder("plimsoll.sync.lineage.waiting", waiting, AtomicInteger::get)
        .description("Runs whose latest state has not been told yet")
        .register(registry);
  }

  void start(@Observes StartupEvent event) {
    LineageTransport chosen = choose();
    transport = chosen;
    if (chosen != null) {
      work =
          PeriodicWork.every("lineage", config.interval())
              .afterAnInterval()
              .paces(_ -> poll(chosen));
      work.start();
    }
  }

  private @Nullable LineageTransport choose() {
    return switch (config.transport()) {
      case OFF -> null;
      case HTTP ->
          new HttpTransport(
              config
                  .url()
                  .orElseThrow(
                      () ->
                          new PlimsollException(
                              ErrorCode.START_FAILED,
                              "plimsoll.lineage.transport is http: plimsoll.lineage.url must be"
                                  + " set")),
              config.token(),
              config.timeout());
      case KAFKA -> new KafkaTransport(kafka, config.topic(), config.timeout());
    };
  }

  void stop(@Observes ShutdownEvent event) {
    if (work != null) {
      work.close();
    }
    LineageTransport chosen = transport;
    if (chosen != null) {
      chosen.close();
    }
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder response = HealthCheckResponse.named("OpenLineage").up();
    LineageTransport chosen = transport;
    if (chosen == null) {
      return response.withData("transport", "off").build();
    }
    response.withData("endpoint", chosen.where()).withData("waiting", waiting.get());
    String cause = failure;
    return cause == null ? response.build() : response.withData("failure", cause).build();
  }

  private Duration poll(LineageTransport chosen) throws InterruptedException {
    LineageTeller.Round round = teller.tell(chosen);
    told.increment(round.told());
    waiting.set(round.waiting());
    note(chosen, round.failure());
    return config.interval().multipliedBy(intervals);
  }

  private void note(LineageTransport chosen, Optional<IOException> lost) {
    if (lost.isEmpty()) {
      if (failure != null) {
        LOG.infof("lineage is told again: endpoint=%s", chosen.where());
      }
      failure = null;
      intervals = 1;
      return;
    }
    failed.increment();
    String cause = ExceptionCodes.message(lost.get());
    if (failure == null) {
      LOG.warnf("lineage is not told, tries again: endpoint=%s cause=%s", chosen.where(), cause);
    }
    failure = cause;
    intervals = Math.min(LONGEST_PAUSE, 2 * intervals);
  }
}
