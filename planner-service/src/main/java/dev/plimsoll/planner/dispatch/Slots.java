package dev.plimsoll.planner.dispatch;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.message.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Map;

/// A row for each partition of each lane's topic. Lanes only grow: a slot may have a build in it.
@ApplicationScoped
public class Slots {
  private static final String ENSURE =
      """
      INSERT INTO slots (lane, slot)
      SELECT :lane, slot FROM generate_series(0, :slots - 1) AS slot
      ON CONFLICT DO NOTHING
      """;

  private final EntityManager entities;

  public Slots(EntityManager entities) {
    this.entities = entities;
  }

  /// @param partitions of the lanes' topics
  @Transactional
  public void ensure(Map<Topic, Integer> partitions) {
    for (Lane lane : Lane.values()) {
      entities
          .createNativeQuery(ENSURE)
          .setParameter("lane", lane.name())
          .setParameter("slots", partitions.getOrDefault(lane.topic(), 0))
          .executeUpdate();
    }
  }
}
