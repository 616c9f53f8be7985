package dev.plimsoll.planner.startup;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import dev.plimsoll.planner.messaging.PlannerTopics;
import dev.plimsoll.planner.plan.LoadedTables;
import dev.plimsoll.planner.reconcile.Reconciler;
import dev.plimsoll.planner.retention.RowRetention;
import dev.plimsoll.postgres.statement.Sql;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/// Startup order: topics before their consumers, slots and registrations before the dispatcher.
@ApplicationScoped
public class Startup {
  // Messaging begins to consume at 1000.
  private static final int BEFORE_MESSAGING = 100;

  // Lanes only grow: a slot may hold a build.
  private static final String ENSURE_SLOTS =
      """
      INSERT INTO slots (lane, slot) SELECT ?, slot FROM generate_series(0, ? - 1) AS slot
      ON CONFLICT DO NOTHING
      """;

  private final PlannerTopics topics;
  private final Databases databases;
  private final DataSource dataSource;
  private final OutboxRelay relay;
  private final DispatchLoop dispatch;
  private final LoadedTables loads;
  private final Reconciler reconciler;
  private final RowRetention retention;

  public Startup(
      PlannerTopics topics,
      Databases databases,
      DataSource dataSource,
      OutboxRelay relay,
      DispatchLoop dispatch,
      LoadedTables loads,
      Reconciler reconciler,
      RowRetention retention) {
    this.topics = topics;
    this.databases = databases;
    this.dataSource = dataSource;
    this.relay = relay;
    this.dispatch = dispatch;
    this.loads = loads;
    this.reconciler = reconciler;
    this.retention = retention;
  }

  void start(@Observes @Priority(BEFORE_MESSAGING) StartupEvent event) throws SQLException {
    ensureSlots(topics.ensure());
    databases.announceAll();
    relay.start();
    dispatch.start();
    loads.start();
    reconciler.start();
    retention.start();
  }

  private void ensureSlots(Map<Topic, Integer> partitions) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      for (Lane lane : Lane.values()) {
        int slots = partitions.getOrDefault(lane.topic(), 0);
        Sql.of(connection, ENSURE_SLOTS, lane, slots).update();
      }
    }
  }

  /// Stops new work. The relay stays: another process sends what is left in the outbox.
  void stop(@Observes ShutdownEvent event) {
    retention.stop();
    reconciler.stop();
    loads.stop();
    dispatch.stop();
  }
}
