package dev.plimsoll.planner.work;

import dev.plimsoll.contracts.job.BuildOrder;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.BuildView;
import dev.plimsoll.contracts.plan.KeyRule;
import dev.plimsoll.contracts.plan.PlanRequest;
import dev.plimsoll.contracts.plan.PlanView;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.outbox.OutboxRelay;
import dev.plimsoll.planner.build.BuildControls;
import dev.plimsoll.planner.build.BuildViews;
import dev.plimsoll.planner.build.Builds;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import dev.plimsoll.planner.plan.PlanApproval;
import dev.plimsoll.planner.plan.PlanControl;
import dev.plimsoll.planner.plan.PlanMaker;
import dev.plimsoll.planner.plan.Plans;
import dev.plimsoll.planning.discovery.RulePattern;
import dev.plimsoll.queue.claim.ClaimedJob;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Jobs of kind `build`: a plan is made and applied in the transaction that writes its id to the
/// job's order, so that there is one, whoever is killed. Its builds go the way of all builds.
@ApplicationScoped
public class BuildOrders implements OrderKind {
  private static final int MOST_OF_OUTPUT = 100;
  private static final String NOT_MINE = "the job is another's by now, or canceled";

  // Each reads a catalog, in a transaction that holds a session for as long.
  private final Semaphore planning = new Semaphore(2);

  private final PlanMaker maker;
  private final PlanApproval approval;
  private final PlanControl control;
  private final Plans plans;
  private final Builds builds;
  private final BuildViews views;
  private final BuildControls controls;
  private final DispatchLoop dispatch;
  private final OutboxRelay relay;
  private final Session entities;

  public BuildOrders(
      PlanMaker maker,
      PlanApproval approval,
      PlanControl control,
      Plans plans,
      Builds builds,
      BuildViews views,
      BuildControls controls,
      DispatchLoop dispatch,
      OutboxRelay relay,
      Session entities) {
    this.maker = maker;
    this.approval = approval;
    this.control = control;
    this.plans = plans;
    this.builds = builds;
    this.views = views;
    this.controls = controls;
    this.dispatch = dispatch;
    this.relay = relay;
    this.entities = entities;
  }

  @Override
  public OrderStep step(ClaimedJob job, JobOrder order, boolean first) {
    BuildOrder asked = Json.read(order.payload(), BuildOrder.class);
    UUID plan = order.reference();
    if (plan == null) {
      begin(job, order, asked);
      dispatch.wake();
      return new OrderStep.Goes("planned");
    }
    return transaction(() -> look(job, order, asked, plan, first));
  }

  private void begin(ClaimedJob job, JobOrder order, BuildOrder asked) {
    planning.acquireUninterruptibly();
    try {
      transaction(
          () -> {
            PlanApproval.Applied applied = applied(order, asked);
            entities.flush();
            boolean mine =
                entities.doReturningWork(
                    connection -> JobOrders.refer(connection, job, applied.plan(), applied.now()));
            if (!mine) {
              throw PlimsollException.conflict(NOT_MINE);
            }
            return applied;
          });
    } finally {
      planning.release();
    }
  }

  private PlanApproval.Applied applied(JobOrder order, BuildOrder asked) {
    if (asked.plan() != null) {
      return approval.applied(asked.plan(), order.words());
    }
    Map<KeyRule, String> indexes = new LinkedHashMap<>();
    asked.indexes().forEach(rule -> indexes.put(rule, "job %d wants it".formatted(order.job())));
    PlanRequest request =
        new PlanRequest(
            asked.strategy(),
            null,
            indexes.isEmpty()
                ? asked.tables()
                : indexes.keySet().stream().map(KeyRule::tables).distinct().toList());
    return new PlanApproval.Applied(
        maker.planAndApprove(String.valueOf(asked.database()), request, indexes, order.words()),
        true);
  }

  private OrderStep look(
      ClaimedJob job, JobOrder order, BuildOrder asked, UUID plan, boolean first) {
    PlanView.@Nullable State state = plans.stateOf(plan);
    if (state == null) {
      return new OrderStep.Failed(ErrorCode.NOT_FOUND, "plan %s is forgotten".formatted(plan));
    }
    boolean some = asked.plan() != null && !asked.tables().isEmpty();
    boolean open =
        switch (state) {
          case DONE, FAILED, CANCELLED -> false;
          case DRAFT, APPROVED, RUNNING, PAUSED, SUPERSEDED -> true;
        };
    if (open && !some) {
      return new OrderStep.Goes(progress(state, plan));
    }
    List<BuildView> all = views.of(builds.ofPlan(plan));
    List<BuildView> mine = some ? only(asked, all) : all;
    if (state == PlanView.State.DONE || some && mine.stream().allMatch(BuildOrders::isBuilt)) {
      return new OrderStep.Done(output(plan, mine));
    }
    if (open) {
      return new OrderStep.Goes(progress(state, plan));
    }
    if (order.own() && (order.again() || first)) {
      tryAgain(job, all);
      return new OrderStep.Goes("tried again");
    }
    return failed(state, plan, mine);
  }

  private static List<BuildView> only(BuildOrder asked, List<BuildView> builds) {
    List<RulePattern> patterns = asked.tables().stream().map(RulePattern::new).toList();
    List<BuildView> some =
        builds.stream()
            .filter(
                build -> patterns.stream().anyMatch(one -> one.matches(build.planned().table())))
            .toList();
    if (some.isEmpty()) {
      throw new PlimsollException(
          ErrorCode.TABLE_NOT_FOUND,
          "the plan builds nothing on " + String.join(", ", asked.tables()));
    }
    return some;
  }

  private void tryAgain(ClaimedJob job, List<BuildView> all) {
    for (BuildView build : all) {
      BuildView.State state = build.state();
      if (state == BuildView.State.FAILED || state == BuildView.State.CANCELLED) {
        controls.retry(build.id());
      }
    }
    entities.flush();
    if (!entities.doReturningWork(connection -> JobOrders.triedAgain(connection, job))) {
      throw PlimsollException.conflict(NOT_MINE);
    }
    dispatch.wake();
  }

  private static boolean isBuilt(BuildView build) {
    return build.state() == BuildView.State.SUCCEEDED;
  }

  private static OrderStep failed(PlanView.State state, UUID plan, List<BuildView> builds) {
    for (BuildView build : builds) {
      ErrorCode code = build.outcome().errorCode();
      if (build.state() == BuildView.State.FAILED && code != null) {
        return new OrderStep.Failed(
            code,
            "build %s of %s: %s; ./plimsoll build show %s"
                .formatted(
                    build.planned().indexName(),
                    build.planned().table(),
                    build.outcome().error(),
                    build.id()));
      }
    }
    return new OrderStep.Failed(
        ErrorCode.BUILD_CANCELLED,
        "plan %s is %s".formatted(plan, state.name().toLowerCase(Locale.ROOT)));
  }

  private String progress(PlanView.State state, UUID plan) {
    Map<BuildView.State, Long> counts = new EnumMap<>(BuildView.State.class);
    entities
        .createQuery(
            "select b.state, count(*) from BuildEntity b where b.planId = :plan group by b.state",
            Object[].class)
        .setParameter("plan", plan)
        .getResultList()
        .forEach(row -> counts.put((BuildView.State) row[0], (Long) row[1]));
    return "%s%d of %d built, %d run"
        .formatted(
            state == PlanView.State.PAUSED ? "paused: " : "",
            counts.getOrDefault(BuildView.State.SUCCEEDED, 0L),
            counts.values().stream().mapToLong(Long::longValue).sum(),
            counts.getOrDefault(BuildView.State.RUNNING, 0L));
  }

  private static Map<String, Object> output(UUID plan, List<BuildView> builds) {
    List<Map<String, Object>> some = new ArrayList<>();
    for (BuildView build : builds.subList(0, Math.min(builds.size(), MOST_OF_OUTPUT))) {
      some.add(
          Map.of(
              "table",
              build.planned().table().toString(),
              "index",
              build.planned().indexName(),
              "build",
              build.id().toString()));
    }
    Map<String, Object> output = new LinkedHashMap<>();
    output.put("plan", plan.toString());
    output.put("count", builds.size());
    output.put("builds", some);
    return output;
  }

  @Override
  public void cancel(JobOrder order) {
    UUID plan = order.reference();
    if (plan == null || !order.own()) {
      return;
    }
    transaction(
        () -> {
          if (plans.stateOf(plan) != null) {
            control.cancel(plan, "the end of " + order.words());
          }
          return plan;
        });
    relay.wake();
    dispatch.wake();
  }

  private static <T> T transaction(Supplier<T> work) {
    return QuarkusTransaction.requiringNew().call(work::get);
  }
}
