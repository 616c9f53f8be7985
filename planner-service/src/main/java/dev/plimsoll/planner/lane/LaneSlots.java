package dev.plimsoll.planner.lane;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.messaging.PlannerTopics;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.postgres.transaction.Transactions;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import javax.sql.DataSource;

/// Slots of the lanes: a row for each partition of a lane's topic. A command names its slot, so
/// that more slots move none of those that are sent.
@Singleton
public final class LaneSlots {
  // Lanes only grow: a slot may hold a build.
  private static final String ENSURE =
      """
      INSERT INTO slots (lane, slot) SELECT ?, slot FROM generate_series(0, ? - 1) AS slot
      ON CONFLICT DO NOTHING
      """;

  private final PlannerTopics topics;
  private final Transactions transactions;

  public LaneSlots(PlannerTopics topics, DataSource dataSource) {
    this.topics = topics;
    this.transactions = new Transactions(dataSource);
  }

  /// Enters the slots of a lane that are not there yet.
  ///
  /// @param slots partitions of its topic
  public void ensure(Lane lane, int slots) throws SQLException {
    transactions.run(connection -> Sql.of(connection, ENSURE, lane, slots).update());
  }

  /// Adds slots. Partitions come first: no command is sent to one that is not there. A request
  /// whose answer was lost may be repeated.
  ///
  /// @throws PlimsollException CONFLICT where there are more; KAFKA_UNREACHABLE, START_FAILED
  ///     where Kafka refuses
  void grow(Lane lane, int slots) throws SQLException {
    int found = topics.slots(lane);
    if (slots < found) {
      throw PlimsollException.conflict(
          "the %s lane has %d slots: they can be added, never taken away"
              .formatted(lane.value(), found));
    }
    ensure(lane, topics.grow(lane, slots));
  }
}
