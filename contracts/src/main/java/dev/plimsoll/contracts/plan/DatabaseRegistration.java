package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `PUT /api/v1/databases/{name}` of the planner: the registration of a database.
///
/// @param uses absent: all that its kind can serve as
/// @param capacity the load line; the planner's defaults where absent
/// @param buildOnLoad whether to plan and build after each load into this database
/// @param laneThresholds [LaneThresholds#DEFAULT] where absent
/// @param strategy `moldable` where absent
/// @param window of starts; any time where absent
/// @param preset of the load line, for example `medium` or `cu:16`; null in answers
/// @param server in answers only
/// @param revision in answers only: of address, kind and uses, as sent to the services
public record DatabaseRegistration(
    @Within(Bound.NAME) String name,
    DatabaseAddress address,
    @Nullable DatabaseKind kind,
    @Nullable @Within(Bound.USES) List<DatabaseUse> uses,
    @Nullable Capacity capacity,
    @Within(Bound.RULES) List<KeyRule> rules,
    boolean buildOnLoad,
    @Nullable LaneThresholds laneThresholds,
    @Nullable @Within(Bound.STRATEGY) String strategy,
    @Nullable MaintenanceWindow window,
    @Nullable @Within(Bound.CHOICE) String preset,
    @Nullable ServerView server,
    @Nullable @Within(Bound.REVISION) Long revision) {

  public DatabaseRegistration {
    kind = kind == null ? DatabaseKind.POSTGRES : kind;
    uses = DatabaseUse.orAll(uses, kind);
    rules = rules == null ? List.of() : List.copyOf(rules);
  }

  /// A PostgreSQL with all uses and default settings.
  public DatabaseRegistration(
      String name,
      DatabaseAddress address,
      @Nullable Capacity capacity,
      List<KeyRule> rules,
      boolean onLoad,
      @Nullable LaneThresholds lanes) {
    this(name, address, null, null, capacity, rules, onLoad, lanes, null, null, null, null, null);
  }

  /// A database without builds, a source and target as far as its kind allows.
  public static DatabaseRegistration withoutBuilds(
      String name, DatabaseAddress address, DatabaseKind kind) {
    List<DatabaseUse> uses =
        DatabaseUse.of(kind).stream().filter(use -> use != DatabaseUse.BUILD).toList();
    return new DatabaseRegistration(
        name, address, kind, uses, null, List.of(), false, null, null, null, null, null, null);
  }

  @Override
  @SuppressWarnings("NullAway") // the constructor has set it
  public DatabaseKind kind() {
    return kind;
  }

  @Override
  @SuppressWarnings("NullAway") // the constructor has set it
  public List<DatabaseUse> uses() {
    return uses;
  }

  public boolean isForBuilds() {
    return uses().contains(DatabaseUse.BUILD);
  }

  public DatabaseRegistration with(DatabaseAddress other) {
    return new DatabaseRegistration(
        name,
        other,
        kind,
        uses,
        capacity,
        rules,
        buildOnLoad,
        laneThresholds,
        strategy,
        window,
        preset,
        server,
        revision);
  }
}
