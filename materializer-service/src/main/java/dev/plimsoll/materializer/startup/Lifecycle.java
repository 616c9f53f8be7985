package dev.plimsoll.materializer.startup;

import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.kafka.client.ProcessAdmin;
import dev.plimsoll.kafka.topics.OwnTopics;
import dev.plimsoll.kafka.topics.TopicsConfig;
import dev.plimsoll.materializer.assignment.AssignmentConfig;
import dev.plimsoll.materializer.assignment.AssignmentWorkers;
import dev.plimsoll.materializer.assignment.Runs;
import dev.plimsoll.materializer.assignment.WorkSignal;
import dev.plimsoll.materializer.audit.BackgroundAudit;
import dev.plimsoll.materializer.consumer.ConsumerLagGauges;
import dev.plimsoll.materializer.events.RefusedBatchBacklog;
import dev.plimsoll.materializer.flow.FlowWatch;
import dev.plimsoll.materializer.metrics.LogMetrics;
import dev.plimsoll.materializer.publication.CommitsRelay;
import dev.plimsoll.materializer.recovery.StartRecovery;
import dev.plimsoll.materializer.retention.BackgroundRetention;
import dev.plimsoll.offsetlog.identity.Partitions;
import dev.plimsoll.offsetlog.topic.DeletedTopics;
import dev.plimsoll.outbox.IdlePauses;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.own.SchemaMigration;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.postgres.transaction.Transactions;
import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;

/// Startup and shutdown, in this order: check of the server, migration, topics, recovery after a
/// restore, relays, workers, background tasks, then SmallRye's first poll. Shutdown is in reverse.
/// The watch for deleted topics makes this process forget their partitions within half a second.
@Singleton
public final class Lifecycle {
  /// Before SmallRye's first poll (1000), so that no poll meets an unready database.
  private static final int BEFORE_POLLING = 100;

  private final ServerCheck server;
  private final ProcessAdmin admin;
  private final OwnTopics ownTopics;
  private final StartRecovery recovery;
  private final CommitsRelay relay;
  private final OutboxRelay refusals;
  private final AssignmentWorkers workers;
  private final List<PeriodicWork> background;

  public Lifecycle(
      ServerCheck server,
      AgroalDataSource dataSource,
      ProcessAdmin admin,
      TopicsConfig topics,
      StartRecovery recovery,
      Producer<String, String> producer,
      Runs runs,
      AssignmentConfig config,
      WorkSignal signal,
      LogMetrics metrics,
      CommitsRelay relay,
      FlowWatch flow,
      ConsumerLagGauges lags,
      BackgroundAudit audit,
      BackgroundRetention retention,
      Transactions transactions,
      Partitions partitions) {
    this.server = server;
    this.admin = admin;
    this.ownTopics = new OwnTopics(admin, topics.prefix());
    this.recovery = recovery;
    this.relay = relay;
    this.refusals =
        new OutboxRelay(
            dataSource,
            producer,
            "/plimsoll/materializer",
            new RefusedBatchBacklog(
                topics.name(Topic.LOG_EVENTS_DLQ), topics.name(Topic.LOG_EVENTS)),
            IdlePauses.GROWING);
    this.workers = new AssignmentWorkers(runs, config, signal, metrics);
    PeriodicWork deletions =
        PeriodicWork.every("deletion-watch", Duration.ofMillis(500))
            .runs(new DeletedTopics(transactions, partitions)::look);
    this.background = new ArrayList<>(flow.work());
    background.addAll(List.of(lags.work(), deletions, audit.work(), retention.work()));
  }

  void check(@Observes @Priority(SchemaMigration.BEFORE) StartupEvent event) throws SQLException {
    admin.logIn();
    server.require();
  }

  void start(@Observes @Priority(BEFORE_POLLING) StartupEvent event) throws SQLException {
    // Another number of partitions is no obstacle: events keep whole partitions anyhow.
    ownTopics.ensure(Topic.Owner.MATERIALIZER);
    recovery.run();
    relay.start();
    refusals.start();
    workers.start();
    background.forEach(PeriodicWork::start);
  }

  void stop(@Observes ShutdownEvent event) {
    background.forEach(PeriodicWork::close);
    workers.close();
    refusals.close();
    relay.close();
  }
}
