package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PipelineView.LaneView;
import dev.plimsoll.planner.database.LoadLine;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.Session;

/// Builds and lanes as the API shows them. In the caller's transaction.
@ApplicationScoped
public class BuildViews {
  private static final String LANES =
      """
      SELECT h.lane, count(*), count(h.build_id),
             (SELECT count(*) FROM builds b WHERE b.lane = h.lane AND b.state = 'PLANNED')
      FROM berths h GROUP BY h.lane
      """;

  private static final String BUSY_TABLES =
      """
      SELECT database, table_schema, table_name FROM builds
      WHERE state IN ('DISPATCHED', 'RUNNING')
      """;

  private final Session entities;
  private final Clock clock;

  public BuildViews(Session entities, Clock clock) {
    this.entities = entities;
    this.clock = clock;
  }

  /// In three small queries, whatever the number of builds.
  public List<BuildView> of(List<BuildEntity> builds) {
    return of(builds, lanes());
  }

  public List<BuildView> of(List<BuildEntity> builds, List<LaneView> lanes) {
    Map<Lane, Integer> free = new EnumMap<>(Lane.class);
    for (LaneView lane : lanes) {
      free.put(Lane.valueOf(lane.lane().toUpperCase(Locale.ROOT)), lane.berths() - lane.busy());
    }
    Map<String, LoadLine> lines =
        entities.createQuery("from LoadLine", LoadLine.class).getResultList().stream()
            .collect(Collectors.toMap(LoadLine::database, line -> line));
    WaitingReason reasons = new WaitingReason(clock.instant(), lines, free, busyTables());
    return builds.stream().map(reasons::view).toList();
  }

  private Map<String, Set<QualifiedName>> busyTables() {
    Map<String, Set<QualifiedName>> busy = new HashMap<>();
    for (Object[] row : entities.createNativeQuery(BUSY_TABLES, Object[].class).getResultList()) {
      busy.computeIfAbsent((String) row[0], _ -> new HashSet<>())
          .add(new QualifiedName((String) row[1], (String) row[2]));
    }
    return busy;
  }

  /// Large, medium, small.
  public List<LaneView> lanes() {
    Map<String, LaneView> found = new HashMap<>();
    for (Object[] row : entities.createNativeQuery(LANES, Object[].class).getResultList()) {
      Lane lane = Lane.valueOf((String) row[0]);
      found.put(
          lane.value(), new LaneView(lane.value(), count(row[1]), count(row[2]), count(row[3])));
    }
    List<LaneView> lanes = new ArrayList<>();
    for (Lane lane : Lane.values()) {
      lanes.add(found.getOrDefault(lane.value(), new LaneView(lane.value(), 0, 0, 0)));
    }
    return lanes;
  }

  private static int count(Object value) {
    return ((Number) value).intValue();
  }
}
