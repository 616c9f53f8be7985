package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.database.LikePattern;
import dev.plimsoll.contracts.id.IdBeginning;
import dev.plimsoll.contracts.plan.BuildView.State;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.listing.Conditions;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /// What builds are listed; null for any.
  ///
  /// @param table as of [LikePattern]
  /// @param beginning of the id
  public record Filter(
      @Nullable String database,
      @Nullable UUID plan,
      @Nullable State state,
      @Nullable String table,
      @Nullable String beginning) {}

  /// Newest first; those of a plan by their number, that is by predicted start.
  ///
  /// @param after the last build of the page before; null for the first page
  /// @throws PlimsollException NOT_FOUND for the build before
  public List<BuildEntity> page(Filter filter, @Nullable UUID after, int limit) {
    Conditions conditions =
        new Conditions()
            .add("database = :database", "database", filter.database())
            .add("planId = :plan", "plan", filter.plan())
            .add("state = :state", "state", filter.state())
            .add(
                "concat(tableSchema, '.', tableName) like :table escape '!'",
                "table",
                LikePattern.of(filter.table()));
    if (filter.beginning() != null) {
      IdBeginning ids = IdBeginning.of(filter.beginning());
      conditions.add(
          "id between :first and :last", Map.of("first", ids.first(), "last", ids.last()));
    }
    if (after != null) {
      BuildEntity last = known(after);
      conditions.add(
          "createdAt < :at or createdAt = :at and (number > :number or number = :number and id >"
              + " :after)",
          Map.of("at", last.createdAt(), "number", last.number(), "after", after));
    }
    // The id makes the order total, so that no build is on two pages or on none.
    return find(conditions.query("createdAt desc, number, id"), conditions.values())
        .page(0, limit)
        .list();
  }

  /// @throws PlimsollException NOT_FOUND
  public BuildEntity known(UUID id) {
    BuildEntity build = findById(id);
    if (build == null) {
      throw PlimsollException.notFound("there is no build " + id);
    }
    return build;
  }
}
