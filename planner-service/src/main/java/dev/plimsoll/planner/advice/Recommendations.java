package dev.plimsoll.planner.advice;

import dev.plimsoll.contracts.advice.AdvicePlanRequest;
import dev.plimsoll.contracts.advice.AdvisedIndex;
import dev.plimsoll.contracts.advice.RecommendationView;
import dev.plimsoll.contracts.advice.RecommendationView.State;
import dev.plimsoll.contracts.id.IdBeginning;
import dev.plimsoll.contracts.plan.ControlRequest;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.plan.PlanMaker;
import dev.plimsoll.planner.plan.Plans;
import dev.plimsoll.planning.discovery.RulePattern;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Recommendations: read, dismissed, planned.
@ApplicationScoped
public class Recommendations {
  private static final Set<State> BUILT = EnumSet.of(State.BUILT, State.PAID, State.DID_NOT_PAY);

  private final RecommendationStore store;
  private final PlanMaker maker;
  private final Plans plans;
  private final Session entities;

  public Recommendations(
      RecommendationStore store, PlanMaker maker, Plans plans, Session entities) {
    this.store = store;
    this.maker = maker;
    this.plans = plans;
    this.entities = entities;
  }

  /// @throws PlimsollException NOT_FOUND
  public RecommendationView get(UUID id) {
    return DatabaseAnalyses.stored(() -> store.get(id))
        .orElseThrow(() -> PlimsollException.notFound("there is no recommendation " + id));
  }

  /// What is to be decided first, then by priority.
  ///
  /// @param beginning of the id, as of [IdBeginning#FORM]; null for any
  /// @param after the last of the page before; null for the first page
  /// @throws PlimsollException NOT_FOUND for the one before
  public List<RecommendationView> page(
      @Nullable String database,
      @Nullable State state,
      @Nullable String beginning,
      @Nullable UUID after,
      int limit) {
    if (after != null) {
      get(after);
    }
    return DatabaseAnalyses.stored(
        () -> store.page(database, state, IdBeginning.of(beginning), after, limit));
  }

  /// Not proposed as open again, whatever later analyses find; the same again changes nothing
  /// but the reason.
  ///
  /// @throws PlimsollException NOT_FOUND; CONFLICT where it is planned or built
  public RecommendationView dismiss(UUID id, @Nullable ControlRequest request) {
    return changed(id, () -> store.dismiss(id, ControlRequest.words(request)));
  }

  /// Open again, as if nobody had dismissed it.
  ///
  /// @throws PlimsollException NOT_FOUND; CONFLICT where it is planned, built or gone
  public RecommendationView reopen(UUID id) {
    return changed(id, () -> store.reopen(id));
  }

  private RecommendationView changed(UUID id, DatabaseAnalyses.Access<Boolean> change) {
    RecommendationView known = get(id);
    if (!DatabaseAnalyses.stored(change)) {
      throw PlimsollException.conflict(
          "recommendation %s is %s"
              .formatted(id, known.rawState().toString().toLowerCase(Locale.ROOT)));
    }
    return get(id);
  }

  /// Drafts a plan of some of a database's recommendations: as any plan, without effect until it
  /// is applied.
  ///
  /// @throws PlimsollException NOT_FOUND; INVALID_REQUEST for another database's; CONFLICT where
  ///     one is built; as [PlanMaker#draft(String, PlanRequest)]
  @Transactional
  public PlanMaker.Draft plan(String database, AdvicePlanRequest request) {
    List<UUID> ids = request.recommendations().stream().distinct().toList();
    List<RecommendationView> chosen = DatabaseAnalyses.stored(() -> store.get(ids));
    if (chosen.size() < ids.size()) {
      Set<UUID> missing = new HashSet<>(ids);
      chosen.forEach(one -> missing.remove(one.id()));
      throw PlimsollException.notFound("there is no recommendation " + missing.iterator().next());
    }
    Map<KeyRule, String> indexes = new LinkedHashMap<>();
    for (RecommendationView one : chosen) {
      if (!one.database().equals(database)) {
        throw PlimsollException.invalidRequest(
            "recommendation %s is for %s".formatted(one.id(), one.database()));
      }
      if (one.state() != null && BUILT.contains(one.state())) {
        throw PlimsollException.conflict("recommendation " + one.id() + " is built already");
      }
      AdvisedIndex index = one.index();
      indexes.put(
          new KeyRule(RulePattern.of(index.table()), index.definition()),
          "the workload wants it, priority " + index.priority());
    }
    PlanMaker.Draft draft =
        maker.draft(
            database,
            new PlanRequest(
                request.strategy(),
                request.windowMillis(),
                indexes.keySet().stream().map(KeyRule::tables).distinct().toList()),
            indexes);
    List<PlannedBuild> builds = plans.view(draft.id()).builds();
    // What is there already, or cannot be built, is in no plan.
    List<UUID> planned =
        chosen.stream()
            .filter(one -> builds.stream().anyMatch(build -> isOf(build, one.index())))
            .map(RecommendationView::id)
            .toList();
    entities.flush();
    entities.doWork(connection -> RecommendationStore.planned(connection, draft.id(), planned));
    return draft;
  }

  private static boolean isOf(PlannedBuild build, AdvisedIndex index) {
    return build.table().equals(index.table()) && build.definition().equals(index.definition());
  }
}
