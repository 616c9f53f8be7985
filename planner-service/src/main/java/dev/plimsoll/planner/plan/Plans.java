package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.id.IdBeginning;
import dev.plimsoll.contracts.plan.PlanDiff;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlanView.State;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.listing.Conditions;
import dev.plimsoll.planning.approval.PlannedBuildsDiff;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Repository of plans.
@ApplicationScoped
public class Plans implements PanacheRepositoryBase<PlanEntity, UUID> {
  private static final int MOST = 500;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]+");

  /// @throws PlimsollException NOT_FOUND
  public PlanEntity known(UUID id) {
    PlanEntity plan = findById(id);
    if (plan == null) {
      throw PlimsollException.notFound("there is no plan " + id);
    }
    return plan;
  }

  /// @throws PlimsollException NOT_FOUND
  @Transactional
  public PlanView view(UUID id) {
    return known(id).view();
  }

  /// Newest first.
  ///
  /// @param database null for any
  /// @param state null for any
  /// @param beginning of the id or hash, as of [IdBeginning#FORM]; null for any
  /// @param after the last plan of the page before; null for the first page
  /// @throws PlimsollException NOT_FOUND for the plan before
  @Transactional
  public List<PlanView> page(
      @Nullable String database,
      @Nullable State state,
      @Nullable String beginning,
      @Nullable UUID after,
      int limit) {
    Conditions conditions =
        new Conditions()
            .add("database = :database", "database", database)
            .add("state = :state", "state", state);
    if (beginning != null) {
      IdBeginning ids = IdBeginning.of(beginning);
      conditions.add(
          "id between :first and :last or hash like :hash",
          Map.of("first", ids.first(), "last", ids.last(), "hash", beginning + "%"));
    }
    if (after != null) {
      conditions.add(
          "createdAt < :at or createdAt = :at and id > :after",
          Map.of("at", known(after).createdAt(), "after", after));
    }
    return find(conditions.query("createdAt desc, id"), conditions.values()).page(0, limit).stream()
        .map(PlanEntity::view)
        .toList();
  }

  /// Difference to the database's previous plan, in whatever state.
  ///
  /// @throws PlimsollException NOT_FOUND
  @Transactional
  public PlanDiff diff(UUID id) {
    PlanView after = known(id).view();
    PlanEntity before =
        find(
                "database = ?1 and createdAt < ?2 order by createdAt desc",
                after.database(),
                after.createdAt())
            .firstResult();
    return new PlanDiff(
        before == null ? null : before.id(),
        after.id(),
        PlannedBuildsDiff.between(
            before == null ? List.of() : before.view().builds(), after.builds()));
  }

  /// The newest plan by the beginning of its hash; superseded plans come last.
  ///
  /// @param hash hexadecimal digits, so that it has no wildcards
  /// @throws PlimsollException NOT_FOUND, or INVALID_REQUEST where several hashes begin so
  PlanEntity ofHash(String hash) {
    List<PlanEntity> found =
        HASH.matcher(hash).matches()
            ? find("hash like ?1 order by createdAt desc", hash + "%").page(0, MOST).list()
            : List.of();
    if (found.isEmpty()) {
      throw PlimsollException.notFound("there is no plan with the hash " + hash);
    }
    if (found.stream().map(PlanEntity::hash).distinct().count() > 1) {
      throw PlimsollException.invalidRequest("several plans' hashes begin with " + hash);
    }
    return found.stream()
        .filter(plan -> plan.state() != State.SUPERSEDED)
        .findFirst()
        .orElse(found.getFirst());
  }

  List<PlanEntity> drafts(String database) {
    return list("database = ?1 and state = ?2", database, State.DRAFT);
  }

  /// Null where there is none. Called for each event of each build, so without the documents, which
  /// can be megabytes long.
  public @Nullable State stateOf(UUID id) {
    return getEntityManager()
        .createQuery("select p.state from PlanEntity p where p.id = :id", State.class)
        .setParameter("id", id)
        .getSingleResultOrNull();
  }
}
