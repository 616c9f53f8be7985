package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.PipelineView.LaneView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.build.WaitingReason.InFlight;
import dev.plimsoll.planner.build.WaitingReason.Needed;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.database.LoadLineEntity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;

/// Builds and lanes as the API shows them. In the caller's transaction.
@ApplicationScoped
public class BuildViews {
  private static final String LANES =
      """
      SELECT h.lane, count(*), count(h.build_id),
             (SELECT count(*) FROM builds b WHERE b.lane = h.lane AND b.state = 'PLANNED')
      FROM slots h GROUP BY h.lane
      """;

  private static final String IN_FLIGHT =
      """
      SELECT database, table_schema, table_name, alone, id FROM builds
      WHERE state IN ('DISPATCHED', 'RUNNING')
      """;

  private static final String PAUSED_PLANS =
      "SELECT id, coalesce(paused_by, '') FROM plans WHERE state = 'PAUSED'";

  private static final String NEEDED = "SELECT id, state, planned FROM builds WHERE id IN (:ids)";

  private static final String PRIORITIES =
      """
      SELECT b.database, max(b.priority)
      FROM builds b JOIN plans p ON p.id = b.plan_id AND p.state IN ('APPROVED', 'RUNNING')
      WHERE b.state = 'PLANNED' AND b.paused_by IS NULL AND b.not_before <= clock_timestamp()
      GROUP BY b.database
      """;

  private final Session entities;
  private final MissingPartitionIndexes parts;
  private final Databases databases;
  private final AdmissionGate gate;
  private final Clock clock;

  public BuildViews(
      Session entities,
      MissingPartitionIndexes parts,
      Databases databases,
      AdmissionGate gate,
      Clock clock) {
    this.entities = entities;
    this.parts = parts;
    this.databases = databases;
    this.gate = gate;
    this.clock = clock;
  }

  /// In a handful of small queries, whatever the number of builds.
  public List<BuildView> of(List<BuildEntity> builds) {
    return of(builds, lanes());
  }

  public List<BuildView> of(List<BuildEntity> builds, List<LaneView> lanes) {
    List<BuildEntity> waiting =
        builds.stream()
            .filter(build -> build.current().state() == BuildView.State.PLANNED)
            .toList();
    WaitingReason reasons =
        new WaitingReason(
            clock.instant(),
            waiting.isEmpty() ? Map.of() : lines(),
            free(lanes),
            waiting.isEmpty() ? Map.of() : inFlight(),
            waiting.isEmpty() ? Map.of() : pausedPlans(),
            holds(waiting),
            needed(waiting),
            parts.lacking(
                builds.stream()
                    .filter(build -> build.current().state() == BuildView.State.SUCCEEDED)
                    .map(BuildEntity::id)
                    .toList()),
            waiting.isEmpty() ? Map.of() : priorities());
    return builds.stream().map(reasons::view).toList();
  }

  private static Map<Lane, Integer> free(List<LaneView> lanes) {
    Map<Lane, Integer> free = new EnumMap<>(Lane.class);
    for (LaneView lane : lanes) {
      free.put(Lane.valueOf(lane.lane().toUpperCase(Locale.ROOT)), lane.slots() - lane.busy());
    }
    return free;
  }

  private Map<String, LoadLineEntity> lines() {
    return entities
        .createQuery("from LoadLineEntity", LoadLineEntity.class)
        .getResultList()
        .stream()
        .collect(Collectors.toUnmodifiableMap(LoadLineEntity::database, line -> line));
  }

  private Map<String, List<InFlight>> inFlight() {
    Map<String, List<InFlight>> inFlight = new HashMap<>();
    for (Object[] row : entities.createNativeQuery(IN_FLIGHT, Object[].class).getResultList()) {
      inFlight
          .computeIfAbsent((String) row[0], _ -> new ArrayList<>())
          .add(
              new InFlight(
                  (UUID) row[4],
                  new QualifiedName((String) row[1], (String) row[2]),
                  (Boolean) row[3]));
    }
    return inFlight;
  }

  private Map<UUID, String> pausedPlans() {
    return entities.createNativeQuery(PAUSED_PLANS, Object[].class).getResultList().stream()
        .collect(Collectors.toUnmodifiableMap(row -> (UUID) row[0], row -> (String) row[1]));
  }

  private Map<String, String> holds(List<BuildEntity> waiting) {
    Map<String, String> holds = new HashMap<>();
    for (String name :
        waiting.stream().map(BuildEntity::database).collect(Collectors.toUnmodifiableSet())) {
      DatabaseEntity database = databases.named(name);
      String hold = gate.ask(databases.question(database)).hold();
      if (hold != null) {
        holds.put(name, hold);
      }
    }
    return holds;
  }

  private Map<UUID, Needed> needed(List<BuildEntity> waiting) {
    Set<UUID> ids =
        waiting.stream()
            .flatMap(build -> build.blockedBy().stream())
            .collect(Collectors.toUnmodifiableSet());
    Map<UUID, Needed> needed = new HashMap<>();
    if (!ids.isEmpty()) {
      for (Object[] row :
          entities
              .createNativeQuery(NEEDED, Object[].class)
              .setParameterList("ids", ids)
              .getResultList()) {
        PlannedBuild planned = Json.read((String) row[2], PlannedBuild.class);
        needed.put(
            (UUID) row[0],
            new Needed(
                BuildView.State.valueOf((String) row[1]), planned.indexName(), planned.table()));
      }
    }
    return needed;
  }

  private Map<String, Integer> priorities() {
    return entities.createNativeQuery(PRIORITIES, Object[].class).getResultList().stream()
        .collect(Collectors.toUnmodifiableMap(row -> (String) row[0], row -> count(row[1])));
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
