package dev.plimsoll.planner.plan;

import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.plan.PlannedBuild;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.build.BuildEntity;
import dev.plimsoll.planner.build.BuildLedger;
import dev.plimsoll.planner.build.Builds;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.dispatch.SizedBuild;
import dev.plimsoll.planning.approval.Drift;
import dev.plimsoll.planning.approval.PlanSnapshot;
import dev.plimsoll.tracing.LogIds;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/// Approval of drafts: a plan becomes builds exactly as it was made, or not at all.
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

  /// @param now false where it was applied before
  public record Applied(UUID plan, boolean now) {}

  /// Applies the plan of a hash; idempotent.
  ///
  /// @throws PlimsollException NOT_FOUND; CONFLICT where it was superseded or cancelled; PLAN_MOVED
  ///     with each changed fact; or why the database could not be read
  @Transactional
  public UUID apply(String hash, String by) {
    return applied(hash, by).plan();
  }

  /// As [#apply].
  @Transactional
  public Applied applied(String hash, String by) {
    PlanEntity plan = plans.ofHash(hash);
    databases.lockedWhileRead(plan.database());
    entities.refresh(plan);
    switch (plan.state()) {
      case DRAFT -> {}
      case SUPERSEDED ->
          throw PlimsollException.conflict("plan " + plan.id() + " was superseded by a newer one");
      case CANCELLED -> throw PlimsollException.conflict("plan " + plan.id() + " was cancelled");
      case APPROVED, RUNNING, PAUSED, DONE, FAILED -> {
        return new Applied(plan.id(), false);
      }
    }
    refuseIfMoved(plan);
    approve(plan, by);
    return new Applied(plan.id(), true);
  }

  private void refuseIfMoved(PlanEntity plan) {
    DatabaseEntity database = databases.named(plan.database());
    PlanSnapshot made = plan.facts();
    if (!plan.hash().equals(hash(database, made))) {
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

  /// Makes its builds, which may be claimed after this transaction.
  void approve(PlanEntity plan, String by) {
    Instant now = clock.instant();
    List<SizedBuild> sized = plan.sized();
    Map<Integer, UUID> ids = new HashMap<>();
    sized.forEach(build -> ids.put(build.planned().place().number(), UUID.randomUUID()));
    for (SizedBuild build : sized) {
      PlannedBuild.Place place = build.planned().place();
      List<UUID> blockedBy =
          place.blockedBy().stream()
              .map(number -> Objects.requireNonNull(ids.get(number), "no build of that number"))
              .toList();
      builds.persist(
          new BuildEntity(
              Objects.requireNonNull(ids.get(place.number())),
              plan.id(),
              plan.database(),
              build,
              blockedBy,
              ids.get(place.partOf()),
              config.retry().attempts(),
              now));
    }
    plan.approve(by, now);
    if (sized.isEmpty()) {
      plan.becomes(PlanView.State.DONE);
    }
    entities.flush();
    ledger.lockLine(plan.database());
    try (LogIds _ = LogIds.of(LogIds.PLAN, plan.id())) {
      LOG.infof(
          "plan %s of %s with %d builds approved by %s",
          plan.id(), plan.database(), sized.size(), by);
    }
  }

  /// SHA-256 of a plan's statements, facts and address: a copy of a database has the same tables,
  /// down to their oids.
  static String hash(DatabaseEntity database, PlanSnapshot snapshot) {
    DatabaseAddress address = database.address();
    String where =
        "%s\n%s:%d/%s\n"
            .formatted(database.name(), address.host(), address.port(), address.database());
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest((where + snapshot.hash()).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
