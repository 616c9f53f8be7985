package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.build.BuildEntity;
import dev.plimsoll.planner.build.Builds;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// The plans that were made.
@ApplicationScoped
public class Plans implements PanacheRepositoryBase<PlanEntity, UUID> {
  private static final int MOST = 500;

  private final Builds builds;

  public Plans(Builds builds) {
    this.builds = builds;
  }

  /// @throws PlimsollException NOT_FOUND
  @Transactional
  public PlanView view(UUID id) {
    PlanEntity plan = findById(id);
    if (plan == null) {
      throw new PlimsollException(ErrorCode.NOT_FOUND, "there is no plan " + id);
    }
    return plan.view(builds.ofPlan(id).stream().map(BuildEntity::planned).toList());
  }

  /// The newest plans of a database, newest first, at most 500.
  @Transactional
  public List<PlanView> views(String database) {
    List<PlanEntity> plans =
        find("database = ?1 order by createdAt desc", database).page(0, MOST).list();
    Map<UUID, List<BuildEntity>> byPlan =
        builds.ofPlans(plans.stream().map(PlanEntity::id).toList()).stream()
            .collect(Collectors.groupingBy(BuildEntity::planId));
    return plans.stream()
        .map(
            plan ->
                plan.view(
                    byPlan.getOrDefault(plan.id(), List.of()).stream()
                        .map(BuildEntity::planned)
                        .toList()))
        .toList();
  }
}
