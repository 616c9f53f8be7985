package dev.plimsoll.planner.reconcile;

import dev.plimsoll.contracts.build.BuildEvent;
import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.message.Topic;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.build.BuildProgress;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.messaging.PlannerTopics;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.tracing.LogIds;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Search for lost builds in flight: their command is acknowledged or dead-lettered, all events are
/// read, and the target has no session of theirs. They are sent again, within their attempts. Where
/// any of that is unknown, they stay charged.
///
/// @param silence time without events after which a build is looked for
record LostCommands(
    Transactions transactions,
    Databases databases,
    BuildProgress progress,
    PostgresConnections connector,
    PlannerTopics topics,
    Map<String, Object> kafka,
    Duration silence,
    Clock clock) {
  private static final Logger LOG = Logger.getLogger(LostCommands.class);
  private static final String APPLICATION = "plimsoll-planner-reconciler";

  private static final String SILENT =
      """
      SELECT id, database, attempt, sequence, lane, slot FROM builds
      WHERE state IN ('DISPATCHED', 'RUNNING') AND slot IS NOT NULL
        AND coalesce(heard_at, dispatched_at) < clock_timestamp() - make_interval(secs => ?)
      """;

  private static final String UNSENT =
      "SELECT EXISTS (SELECT FROM outbox WHERE topic = ? AND partition_number = ?)";

  private static final String SESSIONS =
      """
      SELECT count(*) FROM pg_catalog.pg_stat_activity
      WHERE pg_catalog.starts_with(application_name, ?)
      """;

  LostCommands {
    connector = connector.forLooks();
  }

  record Silent(UUID id, String database, int attempt, long sequence, Lane lane, int slot) {}

  Look look() throws SQLException {
    return new Look(
        transactions.statements(
            connection ->
                Sql.of(connection, SILENT, silence)
                    .list(
                        row ->
                            new Silent(
                                row.getObject("id", UUID.class),
                                row.getString("database"),
                                row.getInt("attempt"),
                                row.getLong("sequence"),
                                Lane.valueOf(row.getString("lane")),
                                row.getInt("slot")))));
  }

  /// One look at all silent builds; it connects to the broker when needed.
  final class Look implements AutoCloseable {
    private final List<Silent> silent;
    private @Nullable Broker broker;

    private Look(List<Silent> silent) {
      this.silent = silent;
    }

    List<Silent> silent() {
      return silent;
    }

    /// @return whether it was lost, and is retried now
    boolean isMended(Silent build) throws SQLException, InterruptedException {
      if (broker == null) {
        broker = new Broker(kafka, APPLICATION);
      }
      if (!isWithNobody(broker, build) || !isWithoutSession(build)) {
        return false;
      }
      try (LogIds _ = LogIds.of(LogIds.BUILD, build.id())) {
        LOG.warnf("build=%s attempt=%d its command is lost", build.id(), build.attempt());
      }
      return progress.apply(lost(build));
    }

    @Override
    public void close() {
      if (broker != null) {
        broker.close();
      }
    }
  }

  private BuildEvent lost(Silent build) {
    return new BuildEvent.Failed(
        build.id(),
        build.attempt(),
        build.sequence() + 1,
        clock.instant(),
        new BuildEvent.Failure(
            ErrorCode.BUILD_LOST,
            "its command was taken, and nobody has told what became of it",
            null,
            true,
            List.of()),
        List.of(),
        -1L);
  }

  /// Outbox, command topic, event topic: a message that left one is in the next by then.
  private boolean isWithNobody(Broker broker, Silent build)
      throws SQLException, InterruptedException {
    String topic = topics.name(build.lane().topic());
    boolean unsent =
        transactions.statements(
            connection ->
                Sql.of(connection, UNSENT, topic, build.slot()).one(row -> row.getBoolean(1)));
    return !unsent
        && broker.isHandled(topics.builderGroup(build.lane()), topic, build.slot())
        && broker.isAllHandled(topics.eventsGroup(), topics.name(Topic.BUILD_EVENTS));
  }

  private boolean isWithoutSession(Silent build) {
    @Nullable DatabaseEntity database =
        QuarkusTransaction.requiringNew().call(() -> databases.registered(build.database()));
    if (database == null) {
      return false;
    }
    try (Connection connection = connector.open(database.address(), APPLICATION)) {
      return Sql.of(connection, SESSIONS, "plimsoll/" + build.id() + "/")
          .one(row -> row.getInt(1) == 0);
    } catch (SQLException | PlimsollException e) {
      LOG.debugf(e, "build=%s nobody can see whether it still runs", build.id());
      return false;
    }
  }
}
