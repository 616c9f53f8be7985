package dev.plimsoll.materializer.startup;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.kafka.topics.OwnTopics;
import dev.plimsoll.materializer.assignment.AssignmentConfig;
import dev.plimsoll.materializer.assignment.AssignmentWorkers;
import dev.plimsoll.materializer.assignment.Runs;
import dev.plimsoll.materializer.assignment.WorkSignal;
import dev.plimsoll.materializer.events.RefusedBatchBacklog;
import dev.plimsoll.materializer.kafka.KafkaTopicsConfig;
import dev.plimsoll.materializer.metrics.AssignmentMetrics;
import dev.plimsoll.materializer.publication.CommitsRelay;
import dev.plimsoll.outbox.IdlePauses;
import dev.plimsoll.outbox.OutboxRelay;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.flywaydb.core.Flyway;

/// Starts in this order: the server is checked, the schema migrated, the topics made, then workers
/// and relay; only after that does the first poll come. Stops in the opposite order.
@Singleton
public final class Lifecycle {
  /// Before SmallRye begins to poll (1000), so that no poll meets a database that is not ready.
  private static final int BEFORE_POLLING = 100;

  private static final String SOURCE = "/plimsoll/materializer";

  private final ServerCheck server;
  private final AgroalDataSource dataSource;
  private final Flyway flyway;
  private final OwnTopics ownTopics;
  private final CommitsRelay relay;
  private final OutboxRelay refusals;
  private final AssignmentWorkers workers;

  public Lifecycle(
      ServerCheck server,
      AgroalDataSource dataSource,
      Flyway flyway,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      KafkaTopicsConfig topics,
      Producer<String, String> producer,
      Runs runs,
      AssignmentConfig config,
      WorkSignal signal,
      AssignmentMetrics metrics,
      CommitsRelay relay) {
    this.server = server;
    this.dataSource = dataSource;
    this.flyway = flyway;
    this.ownTopics = new OwnTopics(kafka, topics.prefix());
    this.relay = relay;
    this.refusals =
        new OutboxRelay(
            dataSource,
            producer,
            SOURCE,
            new RefusedBatchBacklog(
                topics.name(Topic.LOG_EVENTS_DLQ), topics.name(Topic.LOG_EVENTS)),
            IdlePauses.GROWING);
    this.workers = new AssignmentWorkers(runs, config, signal, metrics);
  }

  void start(@Observes @Priority(BEFORE_POLLING) StartupEvent event) throws SQLException {
    server.require();
    flyway.migrate();
    // The migrations' sessions have no limits; nobody else is to get one of them.
    dataSource.flush(AgroalDataSource.FlushMode.IDLE);
    // Other partitions than usual are no reason to stay away: each assigns whole partitions anyhow.
    ownTopics.ensure(Topic.Owner.MATERIALIZER);
    relay.start();
    refusals.start();
    workers.start();
  }

  void stop(@Observes ShutdownEvent event) {
    workers.close();
    refusals.close();
    relay.close();
  }
}
