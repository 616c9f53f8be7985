package dev.plimsoll.planner.maintenance;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.planner.admission.AdmissionGate;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.planner.dispatch.DispatchLoop;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.transaction.Transactions;
import dev.plimsoll.queue.claim.ClaimedJob;
import dev.plimsoll.queue.claim.Claims;
import dev.plimsoll.queue.claim.WorkerLostException;
import dev.plimsoll.queue.completion.Completions;
import dev.plimsoll.queue.resource.Needs;
import dev.plimsoll.queue.resource.Offer;
import dev.plimsoll.queue.worker.Workers;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Worker of the lane `maintenance`: claims jobs, begins those that admission and the load line
/// let, and gives the others back.
@ApplicationScoped
public class MaintenanceWorker {
  private static final Logger LOG = Logger.getLogger(MaintenanceWorker.class);
  private static final int MOST = 50;
  // Each look at them is a few writes.
  private static final Duration WHILE_ALL_WAIT = Duration.ofSeconds(5);
  // What fits is the load line's to say.
  private static final Needs ANY =
      new Needs(1_000_000_000, 1L << 50, 0, 1L << 50, Duration.ofDays(366));

  private final Transactions transactions;
  private final Databases databases;
  private final AdmissionGate gate;
  private final MaintenanceConfig config;
  private final Workers workers;
  private final Claims claims;
  private final Completions completions;
  private final ActionRunner runner;
  private final PeriodicWork work;
  private final Map<UUID, ActionRunner.Running> running = new ConcurrentHashMap<>();
  private long worker;

  public MaintenanceWorker(
      DataSource dataSource,
      Databases databases,
      AdmissionGate gate,
      PostgresConnections connector,
      DispatchLoop dispatch,
      PlannerConfig planner,
      MaintenanceConfig config) {
    this.transactions = new Transactions(dataSource);
    this.databases = databases;
    this.gate = gate;
    this.config = config;
    this.workers = new Workers(transactions, planner.queue().lease());
    this.claims = new Claims(transactions, Duration.ofMinutes(1));
    this.completions = new Completions(transactions);
    this.runner =
        new ActionRunner(
            transactions, completions, workers, databases, connector, config, dispatch::wake);
    this.work =
        PeriodicWork.every("maintenance-jobs", config.poll())
            .afterAnInterval()
            .paces(_ -> round() ? config.poll() : WHILE_ALL_WAIT);
  }

  void start() {
    work.start();
  }

  void wake() {
    work.wake();
  }

  /// Of actions that run here, one stops within a second where somebody has stopped maintenance.
  void stop() {
    work.close();
    running.values().forEach(one -> one.stop("this planner is ending"));
    running.values().forEach(ActionRunner.Running::join);
  }

  /// Whether the next one may find something else than this one.
  private boolean round() throws Exception {
    running.values().removeIf(ActionRunner.Running::ended);
    if (worker == 0 || !workers.renew(worker)) {
      // What another may have got by now stops here.
      running.values().forEach(one -> one.stop("its lease had run out"));
      worker = workers.register("maintenance");
    }
    if (running.size() >= config.atOnce()) {
      return true;
    }
    List<ClaimedJob> jobs;
    try {
      jobs = claims.claim(worker, Offer.ofAll(MaintenanceQueue.LANE, ANY, MOST));
    } catch (WorkerLostException _) {
      worker = 0;
      return true;
    }
    List<ClaimedJob> back = new ArrayList<>();
    for (ClaimedJob job : jobs) {
      if (!begins(job)) {
        back.add(job);
      }
    }
    if (!back.isEmpty()) {
      completions.returned(back);
    }
    return back.size() < jobs.size() || jobs.isEmpty();
  }

  /// Whether the job runs or has ended. A job that cannot be looked at goes back.
  private boolean begins(ClaimedJob job) {
    try {
      Optional<StoredAction> action =
          transactions.statements(connection -> ActionStore.ofJob(connection, job.job()));
      if (action.isEmpty()) {
        completions.done(List.of(job));
        return true;
      }
      return begins(job, action.get());
    } catch (SQLException | RuntimeException e) {
      LOG.warnf("job=%d its action could not be begun: %s", job.job(), e);
      return false;
    }
  }

  private boolean begins(ClaimedJob job, StoredAction action) throws SQLException {
    @Nullable String hold = running.size() >= config.atOnce() ? "others run" : hold(action);
    if (hold == null) {
      hold =
          transactions.run(
                  connection -> {
                    if (!MaintenanceCharge.take(connection, action.database(), action.id())) {
                      return false;
                    }
                    boolean begun = ActionStore.begin(connection, action.id(), job.claim());
                    if (!begun) {
                      MaintenanceCharge.release(connection, action.id());
                    }
                    return begun;
                  })
              ? null
              : "load line: it has no room for this now, or its table is being worked on";
    }
    if (hold != null) {
      String why = "waits: " + hold;
      transactions.run(
          connection -> {
            ActionStore.waits(connection, action.id(), why);
            return true;
          });
      return false;
    }
    running.put(action.id(), runner.begin(job, action));
    return true;
  }

  /// Why nothing may begin there now; null where it may.
  private @Nullable String hold(StoredAction action) throws SQLException {
    SettingsStore.Stored settings =
        transactions.statements(connection -> SettingsStore.read(connection, action.database()));
    if (!settings.running() && !action.byHand()) {
      return "maintenance is stopped";
    }
    AdmissionGate.@Nullable Question question;
    try {
      question = databases.question(action.database());
    } catch (PlimsollException e) {
      return String.valueOf(e.getMessage());
    }
    return question == null ? "it is not registered any more" : gate.askAfresh(question).hold();
  }

  /// Ends actions whose job has ended without them, and gives back what they had taken.
  void settle() throws SQLException {
    for (UUID id : transactions.statements(ActionStore::orphans)) {
      if (!running.containsKey(id)) {
        transactions.run(
            connection -> {
              MaintenanceCharge.release(connection, id);
              ActionStore.endOrphan(connection, id);
              return true;
            });
      }
    }
  }
}
