package dev.plimsoll.contracts.plan;

import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.DatabaseKind;
import dev.plimsoll.contracts.database.DatabaseUse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `PUT /api/v1/databases/{name}` of the planner: what a name stands for, everywhere.
///
/// @param name 1 to 63 letters, digits, `-` or `_`
/// @param kind of server; absent is PostgreSQL
/// @param uses what it serves as; absent: all that its kind can
/// @param capacity the load line; the planner's defaults where absent
/// @param rules what must exist
/// @param buildOnLoad plan and build by itself whenever a load into this database ends
/// @param laneThresholds [LaneThresholds#DEFAULT] where absent
/// @param strategy that plans are arranged by; `moldable` where absent
/// @param window when builds may start; at any time where absent
/// @param preset names the load line where `capacity` is absent, for example `medium` or `cu:16`;
///     answers hold the figures and no preset
/// @param server in answers only: what it was seen to have
/// @param revision in answers only: of its address, kind and uses, as the other services are told
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

  /// Of a PostgreSQL that serves as everything, with the default strategy, at any time.
  public DatabaseRegistration(
      String name,
      DatabaseAddress address,
      @Nullable Capacity capacity,
      List<KeyRule> rules,
      boolean buildOnLoad,
      @Nullable LaneThresholds laneThresholds) {
    this(
        name,
        address,
        null,
        null,
        capacity,
        rules,
        buildOnLoad,
        laneThresholds,
        null,
        null,
        null,
        null,
        null);
  }

  /// A database that is only read from and loaded into, as far as its kind allows.
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

  /// Whether indexes are built there.
  public boolean isForBuilds() {
    return uses().contains(DatabaseUse.BUILD);
  }

  /// The same with another address.
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
