package dev.plimsoll.sync.startup;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.kafka.client.ProcessAdmin;
import dev.plimsoll.kafka.topics.OwnTopics;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.own.SchemaMigration;
import dev.plimsoll.seal.Seal;
import dev.plimsoll.sync.extract.CommandPartitions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.Map;
import javax.sql.DataSource;

/// This service's topics, made before anything uses them, and the relay of its outbox.
@Singleton
public final class Messaging {
  /// Of an observer that may begin once topics are made.
  public static final int MADE = Interceptor.Priority.PLATFORM_BEFORE + 1;

  private final OwnTopics topics;
  private final ProcessAdmin admin;
  private final CommandPartitions commands;

  public Messaging(TopicsConfig config, ProcessAdmin admin, CommandPartitions commands) {
    this.topics = new OwnTopics(admin, config.prefix());
    this.admin = admin;
    this.commands = commands;
  }

  void logIn(@Observes @Priority(SchemaMigration.BEFORE) StartupEvent event) {
    admin.logIn();
  }

  /// Commands name one of so many partitions. More of them are no obstacle: commands use them all,
  /// and events are added to other topics only once all are read.
  void make(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
    topics
        .ensure(Topic.Owner.SYNC)
        .forEach(
            (topic, partitions) -> {
              if (partitions < topic.partitions()) {
                throw new PlimsollException(
                    ErrorCode.START_FAILED,
                    "topic %s has %d partitions, not %d or more"
                        .formatted(topic.baseName(), partitions, topic.partitions()));
              }
              if (topic == Topic.SYNC_COMMANDS) {
                commands.found(partitions);
              }
            });
  }

  void send(@Observes StartupEvent event, OutboxRelay relay) {
    relay.start();
  }

  /// Relay of this service's outbox to Kafka. Waking it after a commit sends at once.
  @Produces
  @Singleton
  static OutboxRelay relay(
      DataSource dataSource,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      Seal seal,
      MeterRegistry registry) {
    Counter setAside =
        Counter.builder("plimsoll.sync.messages.set.aside")
            .description("Messages that Kafka never takes as they are, set aside")
            .register(registry);
    return OutboxRelay.ofTable(dataSource, kafka, seal, "/plimsoll/sync", setAside::increment);
  }

  static void close(@Disposes OutboxRelay relay) {
    relay.close();
  }
}
