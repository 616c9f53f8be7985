package dev.plimsoll.planner.advice;

import dev.plimsoll.analysis.AnalysisOptions;
import dev.plimsoll.analysis.DatabaseAnalysis;
import dev.plimsoll.contracts.advice.AnalysisResult;
import dev.plimsoll.contracts.advice.HealthAdvice;
import dev.plimsoll.contracts.database.DatabaseAddress;
import dev.plimsoll.contracts.database.StandbyAddress;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.health.request.HealthOptions;
import dev.plimsoll.health.request.Standby;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.planner.database.DatabaseEntity;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.postgres.connection.PostgresConnections;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Runner of analyses: one at a time in each planner, since each may take much of its memory.
///
/// An attempt holds a lease, which a second thread extends. Where that fails for as long as the
/// lease is, or the row has become another's, the attempt's sessions are broken off. An analysis
/// whose planner died is tried once more.
@ApplicationScoped
public class AnalysisRunner {
  private static final Logger LOG = Logger.getLogger(AnalysisRunner.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);
  private static final int ATTEMPTS = 2;

  private final AnalysisRows store;
  private final RecommendationStore recommendations;
  private final FindingStore findings;
  private final ScratchSchemas scratch;
  private final Databases databases;
  private final PostgresConnections connections;
  private final PlannerConfig.Advice config;
  private final PeriodicWork loop;
  private final PeriodicWork leases;
  private final PeriodicWork sweeper;
  private volatile @Nullable Current current;
  private volatile boolean stopping;

  public AnalysisRunner(
      AnalysisRows store,
      RecommendationStore recommendations,
      FindingStore findings,
      ScratchSchemas scratch,
      Databases databases,
      PostgresConnections connections,
      PlannerConfig config) {
    this.store = store;
    this.recommendations = recommendations;
    this.findings = findings;
    this.scratch = scratch;
    this.databases = databases;
    this.connections = connections;
    this.config = config.advice();
    this.loop =
        PeriodicWork.every("advice", INTERVAL)
            .mayTake(this.config.mayTake().plus(this.config.lease()))
            .lettingRoundsEnd(STOP_WITHIN)
            .runsWhileMore(this::next);
    this.leases = PeriodicWork.every("advice-lease", INTERVAL).runs(this::extend);
    this.sweeper = PeriodicWork.every("advice-sweep", INTERVAL).runs(this::sweep);
  }

  private record Current(
      AnalysisRows.Attempt attempt, AnalysisSessions sessions, long begunNanos) {}

  public void start() {
    loop.start();
    leases.start();
    sweeper.start();
  }

  /// Call after an analysis was asked for.
  public void wake() {
    loop.wake();
  }

  /// What runs is broken off, and left to another planner or the next start.
  public void stop() {
    stopping = true;
    Current running = current;
    if (running != null) {
      running.sessions().end();
    }
    loop.close();
    leases.close();
    sweeper.close();
  }

  private boolean next() throws SQLException {
    Optional<AnalysisRows.Attempt> claimed =
        stopping ? Optional.empty() : store.claim(config.lease());
    if (claimed.isEmpty()) {
      return false;
    }
    AnalysisRows.Attempt attempt = claimed.get();
    if (attempt.number() > ATTEMPTS) {
      store.failed(
          attempt,
          ErrorCode.ANALYSIS_LOST,
          "the planner ended in the middle of it, %d times".formatted(ATTEMPTS));
    } else {
      attempt(attempt);
    }
    return true;
  }

  /// Apart from analyses: a database that is away holds up nothing but its own.
  private void sweep() throws Exception {
    sweeper.each(store.left(), scratch::sweep);
  }

  private void attempt(AnalysisRows.Attempt attempt) throws SQLException {
    Target target;
    try {
      target = target(attempt);
    } catch (PlimsollException e) {
      // It is no longer registered.
      store.failed(attempt, e.code(), String.valueOf(e.getMessage()));
      return;
    }
    AnalysisSessions sessions = new AnalysisSessions(connections, target.address());
    current = new Current(attempt, sessions, System.nanoTime());
    try {
      String schema = ScratchSchemas.name(attempt);
      if (attempt.request().verify() && !store.makes(attempt, schema)) {
        return;
      }
      AnalysisResult result =
          DatabaseAnalysis.run(
              sessions,
              attempt.request(),
              options(schema, target, sessions),
              words -> say(attempt, words));
      Set<UUID> gone = gone(attempt, sessions, result.health());
      boolean stored =
          store.done(
              attempt,
              result,
              connection -> {
                recommendations.merge(connection, attempt, result);
                findings.merge(connection, attempt, result.health(), gone);
              });
      LOG.infof(
          "event=advice.%s database=%s analysis=%s attempt=%d",
          stored ? "done" : "fenced", attempt.database(), attempt.id(), attempt.number());
    } catch (PlimsollException e) {
      failed(attempt, sessions, e.code(), e);
    } catch (RuntimeException e) {
      LOG.errorf(e, "event=advice.defect analysis=%s", attempt.id());
      failed(attempt, sessions, ErrorCode.INTERNAL, e);
    } finally {
      current = null;
      sessions.end();
    }
  }

  private void failed(
      AnalysisRows.Attempt attempt, AnalysisSessions sessions, ErrorCode code, Exception why)
      throws SQLException {
    if (stopping) {
      store.release(attempt);
    } else if (sessions.ended()) {
      // Its time was over; where its lease was, this writes nothing.
      store.failed(attempt, ErrorCode.CONNECTION_LOST, "it took longer than " + config.mayTake());
    } else {
      store.failed(attempt, code, String.valueOf(why.getMessage()));
    }
  }

  /// Findings that are kept and not found any more.
  private Set<UUID> gone(
      AnalysisRows.Attempt attempt, AnalysisSessions sessions, HealthAdvice health)
      throws SQLException {
    UnfoundFindings unfound =
        new UnfoundFindings(findings.kept(attempt.database()), attempt.request(), health);
    try (Connection target = sessions.pinned()) {
      return unfound.gone(target);
    } catch (SQLException | PlimsollException e) {
      LOG.debugf(e, "objects of findings of %s were not looked up", attempt.database());
      return unfound.notFound();
    }
  }

  /// @param ignored replicas and slots that are left out of the load line
  private record Target(
      DatabaseAddress address, List<StandbyAddress> standbys, List<String> ignored) {}

  private Target target(AnalysisRows.Attempt attempt) {
    return QuarkusTransaction.requiringNew()
        .call(
            () -> {
              DatabaseEntity database = databases.named(attempt.database());
              return new Target(
                  database.address(),
                  database.standbys(),
                  databases.loadLine(database.name()).capacity().limits().replicaLag().ignored());
            });
  }

  private AnalysisOptions options(String schema, Target target, AnalysisSessions sessions) {
    return AnalysisOptions.of(schema)
        .with(
            HealthOptions.DEFAULT.ignoring(target.ignored()),
            target.standbys().stream()
                .map(one -> new Standby(one.toString(), () -> sessions.onStandby(one)))
                .toList())
        .withLimits(config.statements(), config.clone().asLongValue(), config.trial());
  }

  private void say(AnalysisRows.Attempt attempt, String words) {
    try {
      store.phase(attempt, words);
    } catch (SQLException e) {
      LOG.debugf(e, "the phase of %s was not stored", attempt.id());
    }
  }

  private void extend() throws SQLException {
    Current running = current;
    if (running == null) {
      return;
    }
    boolean inTime = System.nanoTime() - running.begunNanos() < config.mayTake().toNanos();
    if (!inTime || !store.extend(running.attempt(), config.lease())) {
      LOG.warnf(
          "event=advice.ended analysis=%s reason=%s",
          running.attempt().id(), inTime ? "it is another planner's" : "its time is over");
      running.sessions().end();
    }
  }
}
