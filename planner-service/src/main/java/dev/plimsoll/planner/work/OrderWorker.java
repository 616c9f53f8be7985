package dev.plimsoll.planner.work;

import dev.plimsoll.contracts.job.JobRequest;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.claim.Claims;
import dev.plimsoll.queue.claim.WorkerLostException;
import dev.plimsoll.queue.completion.Completions;
import dev.plimsoll.queue.completion.RepeatableEnds;
import dev.plimsoll.queue.resource.Needs;
import dev.plimsoll.queue.resource.Offer;
import dev.plimsoll.queue.worker.Workers;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// Worker of the lane `planner`: claims jobs in the queue's order and follows each until it has
/// ended, and cancels what jobs that are over have left going. What is set going has its own load
/// line, so a job takes nothing of this process.
@ApplicationScoped
public class OrderWorker {
  private static final Logger LOG = Logger.getLogger(OrderWorker.class);
  private static final Needs ANY =
      new Needs(1_000_000_000, 1L << 50, 1_000, 1L << 50, Duration.ofDays(366));

  private final Transactions transactions;
  private final Workers workers;
  private final Claims claims;
  private final Completions completions;
  private final OrderRuns runs;
  private final PlanWorkflows plans;
  private final int atOnce;
  private final PeriodicWork work;
  private final PeriodicWork ended;
  private final PeriodicWork builds;
  private final PeriodicWork forgetting;
  private final Map<Long, OrderRuns.Running> running = new ConcurrentHashMap<>();
  private long worker;

  public OrderWorker(
      DataSource dataSource,
      BuildOrders orders,
      SyncOrders syncs,
      PlanWorkflows plans,
      PlannerConfig config) {
    PlannerConfig.Queue queue = config.queue();
    this.transactions = new Transactions(dataSource);
    this.workers = new Workers(transactions, queue.lease());
    this.claims = new Claims(transactions, queue.hold());
    this.completions = new Completions(transactions);
    this.runs =
        new OrderRuns(
            transactions, new RepeatableEnds(transactions), orders, syncs, queue.ownPoll());
    this.plans = plans;
    this.atOnce = queue.ownAtOnce();
    this.work =
        PeriodicWork.every("job-orders", queue.ownPoll()).afterAnInterval().runs(this::round);
    this.ended =
        PeriodicWork.every("job-orders-ended", queue.ownPoll())
            .afterAnInterval()
            .runs(this::settle);
    this.builds =
        PeriodicWork.every("build-jobs", queue.ownPoll())
            .afterAnInterval()
            .outagesBeing(e -> e instanceof SQLException sql && !SqlStates.isOfContent(sql))
            .runs(this::show);
    this.forgetting =
        PeriodicWork.every("job-orders-retention", Duration.ofHours(1))
            .afterAnInterval()
            .runs(
                () -> {
                  plans.forget();
                  transactions.statements(JobOrders::forget);
                });
  }

  public void start() {
    work.start();
    ended.start();
    builds.start();
    forgetting.start();
  }

  /// What runs is given back: another planner goes on with it at once.
  public void stop() {
    work.close();
    ended.close();
    builds.close();
    forgetting.close();
    running.values().forEach(OrderRuns.Running::stop);
    List<ClaimedJob> held = running.values().stream().map(OrderRuns.Running::job).toList();
    try {
      if (!held.isEmpty()) {
        completions.returned(held);
      }
    } catch (SQLException e) {
      LOG.warnf("jobs are not given back, their lease will run out: %s", SqlStates.firstLine(e));
    }
  }

  private void round() throws Exception {
    running.values().removeIf(OrderRuns.Running::ended);
    if (worker == 0 || !workers.renew(worker)) {
      // What another may have got by now stops here.
      running.values().forEach(OrderRuns.Running::stop);
      running.clear();
      worker = workers.register("planner");
    }
    int free = atOnce - running.size();
    if (free <= 0) {
      return;
    }
    try {
      for (ClaimedJob job : claims.claim(worker, Offer.ofAll(JobRequest.PLANNER_LANE, ANY, free))) {
        running.put(job.job(), runs.begin(job));
      }
    } catch (WorkerLostException _) {
      worker = 0;
    }
  }

  /// A plan that cannot be shown does not keep others from it: it comes last in its round, which
  /// knows all of them.
  private void show() throws Exception {
    try {
      builds.each(plans.newPlans(), plans::add);
    } finally {
      plans.follow();
    }
  }

  /// One that cannot be canceled now does not stop the others: it comes last in its round, which
  /// knows all of them.
  private void settle() throws Exception {
    ended.each(transactions.statements(JobOrders::ofEnded), this::settle);
  }

  private void settle(JobOrders.OfEnded one) throws SQLException {
    if (one.done()) {
      transactions.run(connection -> JobOrders.done(connection, one.job()));
      return;
    }
    if (!transactions.run(connection -> JobOrders.stop(connection, one.job()))) {
      return;
    }
    Optional<JobOrder> order =
        transactions.statements(connection -> JobOrders.read(connection, one.job()));
    if (order.isPresent()) {
      runs.kind(order.get().kind()).cancel(order.get());
    }
    transactions.run(connection -> JobOrders.stopped(connection, one.job()));
  }
}
