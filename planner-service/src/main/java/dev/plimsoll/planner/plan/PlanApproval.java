package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.build.BuildEntity;
import dev.plimsoll.planner.build.BuildLedger;
import dev.plimsoll.planner.build.Builds;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.database.PlannerConfig;
import dev.plimsoll.planner.dispatch.SizedBuild;
import dev.plimsoll.planning.approval.Drift;
import dev.plimsoll.planning.approval.PlanSnapshot;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Turns a draft into builds that may be claimed: exactly this plan, or none.
@ApplicationScoped
public class PlanApproval {
  private static final Logger LOG = Logger.getLogger(PlanApproval.class);

  private final Plans plans;
  private final Builds builds;
  private final Databases databases;
  private final BuildLedger ledger;
  private final PlanFacts facts;
  private final PlannerConfig config;
  private final EntityManager entities;
  private final Clock clock;

  public PlanApproval(
      Plans plans,
      Builds builds,
      Databases databases,
      BuildLedger ledger,
      PlanFacts facts,
      PlannerConfig config,
      EntityManager entities,
      Clock clock) {
    this.plans = plans;
    this.builds = builds;
    this.databases = databases;
    this.ledger = ledger;
    this.facts = facts;
    this.config = config;
    this.entities = entities;
    this.clock = clock;
  }

  /// Applies the plan with this hash; again, it says how the plan stands.
  ///
  /// @throws PlimsollException NOT_FOUND, CONFLICT where it was superseded or cancelled, PLAN_MOVED
  ///     with each thing that is other than when it was made, or why the database could not be read
  @Transactional
  public UUID apply(String hash, String by) {
    PlanEntity plan = plans.ofHash(hash);
    databases.lockedWhileRead(plan.database());
    entities.refresh(plan);
    switch (plan.state()) {
      case DRAFT -> {}
      case SUPERSEDED ->
          throw PlimsollException.conflict("plan " + plan.id() + " was superseded by a newer one");
      case CANCELLED -> throw PlimsollException.conflict("plan " + plan.id() + " was cancelled");
      case APPROVED, RUNNING, PAUSED, DONE, FAILED -> {
        return plan.id();
      }
    }
    refuseIfMoved(plan);
    approve(plan, by.isBlank() ? "a user of the API" : by);
    return plan.id();
  }

  private void refuseIfMoved(PlanEntity plan) {
    DatabaseEntity database = databases.named(plan.database());
    PlanSnapshot made = plan.facts();
    if (!plan.hash().equals(PlanHash.of(database.name(), database.address(), made))) {
      throw new PlimsollException(
          ErrorCode.PLAN_MOVED,
          "the plan was made for another server than %s is registered with: %s:%d/%s"
              .formatted(
                  database.name(),
                  database.address().host(),
                  database.address().port(),
                  database.address().database()));
    }
    List<String> moved =
        Drift.since(
            made,
            facts.read(database, withPartitions(database, made)),
            databases.loadLine(plan.database()).capacity());
    if (!moved.isEmpty()) {
      throw new PlimsollException(ErrorCode.PLAN_MOVED, String.join("; ", moved));
    }
  }

  /// The plan's tables, and what is a part of them now.
  private Set<QualifiedName> withPartitions(DatabaseEntity database, PlanSnapshot plan) {
    Set<QualifiedName> tables = new HashSet<>();
    plan.builds().forEach(entry -> tables.add(entry.planned().table()));
    Set<QualifiedName> parts = new HashSet<>(tables);
    facts
        .tables(database)
        .forEach(
            (table, wholes) -> {
              if (wholes.stream().anyMatch(tables::contains)) {
                parts.add(table);
              }
            });
    return parts;
  }

  /// Its builds may be claimed from this transaction's end on.
  void approve(PlanEntity plan, String by) {
    Instant now = clock.instant();
    List<SizedBuild> sized = plan.sized();
    Map<Integer, UUID> ids = new HashMap<>();
    sized.forEach(build -> ids.put(build.planned().number(), UUID.randomUUID()));
    for (SizedBuild build : sized) {
      List<UUID> blockedBy =
          build.planned().blockedBy().stream()
              .map(number -> Objects.requireNonNull(ids.get(number), "no build of that number"))
              .toList();
      builds.persist(
          new BuildEntity(
              Objects.requireNonNull(ids.get(build.planned().number())),
              plan.id(),
              plan.database(),
              build,
              blockedBy,
              ids.get(build.partOf()),
              config.retry().attempts(),
              now));
    }
    plan.approve(by, now);
    if (sized.isEmpty()) {
      plan.becomes(PlanView.State.DONE);
    }
    entities.flush();
    ledger.lockLine(plan.database());
    LOG.infof(
        "plan %s of %s with %d builds approved by %s",
        plan.id(), plan.database(), sized.size(), by);
  }
}
