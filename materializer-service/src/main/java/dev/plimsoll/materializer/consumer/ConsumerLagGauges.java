package dev.plimsoll.materializer.consumer;

import dev.plimsoll.contracts.log.ConsumerLag;
import dev.plimsoll.offsetlog.consumer.Consumers;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.transaction.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;

/// The lag of those consumers that are furthest behind: a label each, and never more than some.
@Singleton
public final class ConsumerLagGauges {
  /// After the service's own start (100), before SmallRye begins to poll (1000).
  private static final int BEFORE_POLLING = 200;

  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final int MOST_SHOWN = 20;

  private final Consumers consumers;
  private final MultiGauge lags;
  private final PeriodicWork watch;

  public ConsumerLagGauges(MeterRegistry registry, Transactions transactions) {
    this.consumers = new Consumers(transactions);
    this.lags =
        MultiGauge.builder("plimsoll.materializer.consumer.lag.records")
            .description("Records that a consumer has not read, for the 20 furthest behind")
            .register(registry);
    this.watch = PeriodicWork.every("consumer-lag", EVERY).runs(this::look);
  }

  void start(@Observes @Priority(BEFORE_POLLING) StartupEvent event) {
    watch.start();
  }

  void stop(@Observes ShutdownEvent event) {
    watch.close();
  }

  private void look() throws SQLException {
    lags.register(
        consumers.furthestBehind(MOST_SHOWN).stream().map(ConsumerLagGauges::row).toList(), true);
  }

  private static MultiGauge.Row<?> row(ConsumerLag lag) {
    return MultiGauge.Row.of(Tags.of("consumer", lag.consumer()), lag.lag());
  }
}
