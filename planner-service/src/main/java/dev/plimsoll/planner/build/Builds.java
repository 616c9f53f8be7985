package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.plan.BuildView.State;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Repository of builds.
@ApplicationScoped
public class Builds implements PanacheRepositoryBase<BuildEntity, UUID> {
  private static final int MOST = 500;
  private static final List<State> PENDING =
      List.of(State.PLANNED, State.DISPATCHED, State.RUNNING);
  private static final String LIVE =
      "(select p.id from PlanEntity p where p.state in (APPROVED, RUNNING, PAUSED))";

  /// By their number in the plan, that is by predicted start.
  public List<BuildEntity> ofPlan(UUID plan) {
    return list("planId = ?1 order by number, predictedMillis desc, id", plan);
  }

  /// Builds of the direct partitions of a partitioned table's build.
  List<BuildEntity> partsOf(UUID whole) {
    return list("partOf", whole);
  }

  /// Builds of a database that have not ended and will be sent. A failed or cancelled plan sends
  /// none of its waiting builds.
  public List<BuildEntity> pending(String database) {
    return list("database = ?1 and state in ?2 and planId in " + LIVE, database, PENDING);
  }

  /// Builds of a database that run, or wait and will be sent.
  public List<BuildEntity> underWay(String database) {
    return list(
        "database = ?1 and (state in (DISPATCHED, RUNNING) or state = PLANNED and planId in "
            + LIVE
            + ")",
        database);
  }

  /// Builds of a database that wait, even for a failed one.
  public List<BuildEntity> waiting(String database) {
    return list("database = ?1 and state = PLANNED", database);
  }

  /// Open builds, at most 500, in the order of planning; then those that ended last.
  ///
  /// @param ended at most so many ended ones
  public List<BuildEntity> recent(int ended) {
    List<BuildEntity> builds =
        new ArrayList<>(
            find("latest.endedAt is null order by createdAt, predictedMillis desc")
                .page(0, MOST)
                .list());
    if (ended == 0) {
      return builds;
    }
    builds.addAll(
        find("latest.endedAt is not null order by latest.endedAt desc").page(0, ended).list());
    return builds;
  }

  /// Newest first, at most 500; all builds of a plan.
  ///
  /// @param from number of builds to skip, 0 or more
  public List<BuildEntity> of(@Nullable String database, @Nullable UUID plan, int from) {
    if (plan != null) {
      if (from > 0) {
        return List.of();
      }
      return database == null
          ? ofPlan(plan)
          : list("planId = ?1 and database = ?2 order by predictedMillis desc", plan, database);
    }
    // The id makes the order total, so that no build is on two pages or on none.
    String order = " order by createdAt desc, predictedMillis desc, id";
    int last = from + MOST - 1;
    return database == null
        ? find("1 = 1" + order).range(from, last).list()
        : find("database = ?1" + order, database).range(from, last).list();
  }
}
