package dev.plimsoll.planner.messaging;

import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.seal.Seal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import javax.sql.DataSource;

/// Relay of the outbox to Kafka.
@ApplicationScoped
public class PlannerOutboxRelay {
  private final OutboxRelay relay;

  public PlannerOutboxRelay(
      DataSource dataSource,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      Seal seal,
      MeterRegistry registry) {
    Counter setAside =
        Counter.builder("plimsoll.planner.messages.set.aside")
            .description("Messages that Kafka never takes as they are, set aside")
            .register(registry);
    this.relay =
        OutboxRelay.ofTable(dataSource, kafka, seal, "/plimsoll/planner")
            .countingSetAside(setAside::increment);
  }

  public void start() {
    relay.start();
  }

  /// Call after a commit to the outbox.
  public void wake() {
    relay.wake();
  }

  @PreDestroy
  void stop() {
    relay.close();
  }
}
