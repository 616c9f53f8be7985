package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.build.Lane;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.BuildView.State;
import dev.plimsoll.contracts.plan.PipelineView.LaneView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.build.WaitingReason.InFlight;
import dev.plimsoll.planner.build.WaitingReason.Needed;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.loadline.LoadLineEntity;
import dev.plimsoll.postgres.statement.RowMapper;
import dev.plimsoll.postgres.statement.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;

/// Views of builds and lanes for the API. In the caller's transaction.
@ApplicationScoped
public class BuildViews {
  private static final String LANES =
      """
      SELECT h.lane, count(*) AS slots, count(h.build_id) AS busy,
             (SELECT count(*) FROM builds b WHERE b.lane = h.lane AND b.state = 'PLANNED') AS waiting
      FROM slots h GROUP BY h.lane
      """;

  private static final String IN_FLIGHT =
      """
      SELECT database, table_schema, table_name, alone, id FROM builds
      WHERE state IN ('DISPATCHED', 'RUNNING')
      """;

  private static final String PAUSED_PLANS =
      "SELECT id, coalesce(paused_by, '') AS paused_by FROM plans WHERE state = 'PAUSED'";

  private static final String NEEDED = "SELECT id, state, planned FROM builds WHERE id = ANY (?)";

  private static final String PRIORITIES =
      """
      SELECT b.database, max(b.priority) AS priority
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

  /// Costs a handful of small queries, whatever the number of builds.
  public List<BuildView> of(List<BuildEntity> builds) {
    return of(builds, lanes());
  }

  public List<BuildView> of(List<BuildEntity> builds, List<LaneView> lanes) {
    List<BuildEntity> waiting =
        builds.stream().filter(build -> build.current().state() == State.PLANNED).toList();
    WaitingReason reasons =
        new WaitingReason(
            clock.instant(),
            waiting.isEmpty() ? Map.of() : lines(),
            free(lanes),
            waiting.isEmpty() ? Map.of() : inFlight(),
            waiting.isEmpty()
                ? Map.of()
                : map(PAUSED_PLANS, BuildViews::id, row -> row.getString("paused_by")),
            holds(waiting),
            needed(waiting),
            parts.lacking(
                builds.stream()
                    .filter(build -> build.current().state() == State.SUCCEEDED)
                    .map(BuildEntity::id)
                    .toList()),
            waiting.isEmpty()
                ? Map.of()
                : map(PRIORITIES, row -> row.getString("database"), row -> row.getInt("priority")));
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

  private <K, V> Map<K, V> map(
      String sql, RowMapper<K> key, RowMapper<V> value, Object... parameters) {
    return entities.doReturningWork(
        connection -> Sql.of(connection, sql, parameters).map(key, value));
  }

  private static UUID id(ResultSet row) throws SQLException {
    return row.getObject("id", UUID.class);
  }

  private Map<String, List<InFlight>> inFlight() {
    return entities
        .doReturningWork(connection -> Sql.of(connection, IN_FLIGHT).list(BuildViews::inFlight))
        .stream()
        .collect(Collectors.groupingBy(InFlight::database));
  }

  private static InFlight inFlight(ResultSet row) throws SQLException {
    return new InFlight(
        id(row),
        row.getString("database"),
        new QualifiedName(row.getString("table_schema"), row.getString("table_name")),
        row.getBoolean("alone"));
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
    UUID[] ids =
        waiting.stream()
            .flatMap(build -> build.blockedBy().stream())
            .distinct()
            .toArray(UUID[]::new);
    return ids.length == 0
        ? Map.of()
        : map(NEEDED, BuildViews::id, BuildViews::needed, (Object) ids);
  }

  private static Needed needed(ResultSet row) throws SQLException {
    PlannedBuild planned = Json.read(row.getString("planned"), PlannedBuild.class);
    return new Needed(State.valueOf(row.getString("state")), planned.indexName(), planned.table());
  }

  public List<LaneView> lanes() {
    Map<String, LaneView> found = map(LANES, row -> row.getString("lane"), BuildViews::lane);
    return Arrays.stream(Lane.values())
        .map(lane -> found.getOrDefault(lane.name(), new LaneView(lane.value(), 0, 0, 0)))
        .toList();
  }

  /// How many slots each lane has.
  public Map<Lane, Integer> slots() {
    Map<Lane, Integer> slots = new EnumMap<>(Lane.class);
    slots.putAll(
        map(LANES, row -> Lane.valueOf(row.getString("lane")), row -> row.getInt("slots")));
    return slots;
  }

  private static LaneView lane(ResultSet row) throws SQLException {
    Lane lane = Lane.valueOf(row.getString("lane"));
    return new LaneView(
        lane.value(), row.getInt("slots"), row.getInt("busy"), row.getInt("waiting"));
  }
}
