package dev.plimsoll.materializer.consumer;

import dev.plimsoll.contracts.log.ConsumerLag;
import dev.plimsoll.offsetlog.consumer.Consumers;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.transaction.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The lag of the 20 consumers furthest behind, by label.
@Singleton
public final class ConsumerLagGauges {
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
    this.watch = PeriodicWork.every("consumer-lag", Duration.ofSeconds(5)).runs(this::look);
  }

  public PeriodicWork work() {
    return watch;
  }

  private void look() throws SQLException {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    for (ConsumerLag lag : consumers.furthestBehind(MOST_SHOWN)) {
      rows.add(MultiGauge.Row.of(Tags.of("consumer", lag.consumer()), lag.lag()));
    }
    lags.register(rows, true);
  }
}
