package dev.plimsoll.planner.build;

import dev.plimsoll.contracts.plan.BuildView;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The builds, for reading.
@ApplicationScoped
public class Builds implements PanacheRepositoryBase<BuildEntity, UUID> {
  private static final int MOST = 500;
  private static final int MOST_ENDED = 200;
  private static final List<BuildView.State> PENDING =
      List.of(BuildView.State.PLANNED, BuildView.State.DISPATCHED, BuildView.State.RUNNING);

  /// By predicted start, as the plan has them.
  public List<BuildEntity> ofPlan(UUID plan) {
    return list("planId = ?1 order by predictedMillis desc, id", plan);
  }

  public List<BuildEntity> ofPlans(List<UUID> plans) {
    return plans.isEmpty()
        ? List.of()
        : list("planId in ?1 order by predictedMillis desc, id", plans);
  }

  /// Builds of a database that have not ended.
  public List<BuildEntity> pending(String database) {
    return list("database = ?1 and state in ?2", database, PENDING);
  }

  /// What has not ended, at most 500, in the order it was planned; then what ended last, at most
  /// 200.
  public List<BuildEntity> recent() {
    List<BuildEntity> builds =
        new ArrayList<>(
            find("endedAt is null order by createdAt, predictedMillis desc").page(0, MOST).list());
    builds.addAll(find("endedAt is not null order by endedAt desc").page(0, MOST_ENDED).list());
    return builds;
  }

  /// Newest first, at most 500.
  public List<BuildEntity> of(@Nullable String database, @Nullable UUID plan) {
    if (plan != null) {
      return database == null
          ? ofPlan(plan)
          : list("planId = ?1 and database = ?2 order by predictedMillis desc", plan, database);
    }
    String order = " order by createdAt desc, predictedMillis desc";
    return database == null
        ? find("1 = 1" + order).page(0, MOST).list()
        : find("database = ?1" + order, database).page(0, MOST).list();
  }
}
