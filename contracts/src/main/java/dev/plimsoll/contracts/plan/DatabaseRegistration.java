package dev.plimsoll.contracts.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.plimsoll.contracts.bound.Bound;
import dev.plimsoll.contracts.bound.Within;
import dev.plimsoll.contracts.database.DatabaseAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `PUT /api/v1/databases/{name}` of the planner.
///
/// @param name 1 to 63 letters, digits, `-` or `_`; the same as the sync service's endpoint when
///     loads there are to be followed by builds
/// @param capacity the load line; the planner's defaults where absent
/// @param rules what must exist
/// @param buildOnLoad plan and build by itself whenever a load into this database ends
/// @param laneThresholds [LaneThresholds#DEFAULT] where absent
/// @param strategy that plans are arranged by; `moldable` where absent
/// @param window when builds may start; at any time where absent
/// @param preset names the load line where `capacity` is absent, for example `medium` or `cu:16`;
///     answers hold the figures and no preset
/// @param server in answers only: what it was seen to have
public record DatabaseRegistration(
    @Within(Bound.NAME) String name,
    DatabaseAddress address,
    @Nullable Capacity capacity,
    @Within(Bound.RULES) List<KeyRule> rules,
    boolean buildOnLoad,
    @Nullable LaneThresholds laneThresholds,
    @Nullable @Within(Bound.STRATEGY) String strategy,
    @Nullable MaintenanceWindow window,
    @Nullable @Within(Bound.CHOICE) String preset,
    @Nullable ServerView server) {

  @JsonCreator
  public DatabaseRegistration {
    rules = rules == null ? List.of() : List.copyOf(rules);
  }

  /// The same with another address.
  public DatabaseRegistration with(DatabaseAddress other) {
    return new DatabaseRegistration(
        name,
        other,
        capacity,
        rules,
        buildOnLoad,
        laneThresholds,
        strategy,
        window,
        preset,
        server);
  }

  /// With the default strategy, at any time.
  public DatabaseRegistration(
      String name,
      DatabaseAddress address,
      @Nullable Capacity capacity,
      List<KeyRule> rules,
      boolean buildOnLoad,
      @Nullable LaneThresholds laneThresholds) {
    this(name, address, capacity, rules, buildOnLoad, laneThresholds, null, null, null, null);
  }
}
