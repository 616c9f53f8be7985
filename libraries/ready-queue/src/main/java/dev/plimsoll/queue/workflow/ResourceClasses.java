package dev.plimsoll.queue.workflow;

import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.queue.resource.Needs;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Classes of equal needs, made as jobs come that have them.
///
/// A lane whose classes are many gets rounded needs from then on, since a claim looks at every
/// class.
final class ResourceClasses {
  /// From so many classes of a lane on, needs are rounded up.
  static final int MANY = 100;

  private ResourceClasses() {}

  /// Ids of the classes of all placements. A few round trips, however many jobs there are.
  static Map<NewJob.Placement, Integer> ids(
      Connection connection, Collection<NewJob.Placement> placements) throws SQLException {
    Map<String, Integer> counts =
        Sql.of(connection, "SELECT lane, count(*) AS classes FROM resource_class GROUP BY lane")
            .map(row -> row.getString("lane"), row -> row.getInt("classes"));
    Map<String, Set<NewJob.Placement>> byLane = new HashMap<>();
    for (NewJob.Placement placement : placements) {
      byLane.computeIfAbsent(placement.lane(), _ -> new LinkedHashSet<>()).add(placement);
    }
    Map<NewJob.Placement, Integer> ids = new HashMap<>();
    for (Map.Entry<String, Set<NewJob.Placement>> lane : byLane.entrySet()) {
      boolean many = counts.getOrDefault(lane.getKey(), 0) + lane.getValue().size() > MANY;
      for (NewJob.Placement placement : lane.getValue()) {
        ids.put(placement, id(connection, placement, many));
      }
    }
    return ids;
  }

  /// An existing class of the very needs is taken whether or not there are many.
  private static int id(Connection connection, NewJob.Placement placement, boolean many)
      throws SQLException {
    Needs needs = many ? placement.needs().rounded() : placement.needs();
    // The update also waits for whoever forgets the class just now, and makes it anew then.
    return Sql.of(
            connection,
            """
            INSERT INTO resource_class
              (lane, priority, millicores, memory_bytes, gpus, disk_bytes, runtime_s, standing)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (lane, priority, millicores, memory_bytes, gpus, disk_bytes, runtime_s)
            DO UPDATE SET used_at = now()
            RETURNING class_id
            """,
            placement.lane(),
            placement.priority(),
            needs.millicores(),
            needs.memoryBytes(),
            needs.gpus(),
            needs.diskBytes(),
            needs.runtime().toSeconds(),
            placement.priority())
        .one(row -> row.getInt("class_id"));
  }
}
