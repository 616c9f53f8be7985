package dev.plimsoll.planner.advice;

import dev.plimsoll.analysis.statements.IndexVerdict;
import dev.plimsoll.analysis.statements.StatementCounters;
import dev.plimsoll.contracts.advice.AdvisedIndex;
import dev.plimsoll.contracts.advice.RecommendationView.Outcome;
import dev.plimsoll.contracts.advice.RecommendationView.State;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.periodic.PeriodicWork;
import dev.plimsoll.planner.advice.FollowUpStore.Due;
import dev.plimsoll.planner.config.PlannerConfig;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.postgres.connection.PostgresConnections;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Follow-up of recommendations: when their build has ended, counters of their statements are
/// remembered; once these were called often enough, what the index has brought is recorded.
@ApplicationScoped
public class FollowUp {
  private static final Logger LOG = Logger.getLogger(FollowUp.class);
  private static final String APPLICATION = "plimsoll-planner-advice";

  // A twentieth of its age: what is called rarely is looked at rarely.
  private static final int LOOKS = 20;
  private static final int AFTER_FAILURE = 4;

  // Catalog alone.
  private static final String KIND =
      """
      SELECT c.relkind FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ? AND c.relkind IN ('i', 'I')
      """;

  private final FollowUpStore store;
  private final Databases databases;
  private final PostgresConnections connections;
  private final PlannerConfig.Advice config;
  private final Clock clock;
  private final PeriodicWork work;

  public FollowUp(
      FollowUpStore store,
      Databases databases,
      PostgresConnections connections,
      PlannerConfig config,
      Clock clock) {
    this.store = store;
    this.databases = databases;
    this.connections = connections.forLooks();
    this.config = config.advice();
    this.clock = clock;
    this.work =
        PeriodicWork.every("advice-follow-up", this.config.followUpInterval())
            .afterAnInterval()
            .runs(this::round);
  }

  public void start() {
    work.start();
  }

  public void stop() {
    work.close();
  }

  private void round() throws Exception {
    work.each(store.due(), this::look);
  }

  /// One that fails makes room for others.
  private void look(Due due) throws SQLException {
    try {
      if (due.state() == State.PLANNED) {
        lookForBuild(due);
      } else {
        judge(due);
      }
    } catch (SQLException | PlimsollException e) {
      store.later(due, config.followUpInterval().multipliedBy(AFTER_FAILURE), null);
      throw e;
    }
  }

  private void lookForBuild(Due due) throws SQLException {
    Optional<FollowUpStore.Build> build =
        due.planState() == null ? Optional.empty() : store.build(due);
    if (build.isPresent() && build.get().hasSucceeded()) {
      built(due, build.get().planned().indexName());
    } else if (hasEnded(due)) {
      store.opens(due);
    } else {
      store.later(due, config.followUpInterval(), null);
    }
  }

  /// Its plan will build nothing more.
  private static boolean hasEnded(Due due) {
    return switch (due.planState()) {
      case null -> true;
      case DRAFT, APPROVED, RUNNING, PAUSED -> false;
      case DONE, FAILED, CANCELLED, SUPERSEDED -> true;
    };
  }

  private void built(Due due, String index) throws SQLException {
    @Nullable StatementCounters baseline = null;
    String words = "no verdict: it was proposed by a workload, whose statements are not counted";
    if (due.counted()) {
      try (Connection connection = open(due)) {
        baseline = counters(connection, due).orElse(null);
        words =
            baseline == null
                ? "no verdict: pg_stat_statements is not there"
                : "its statements are counted from now on";
      }
    }
    store.built(due, baseline, new Outcome(clock.instant(), index, List.of(), words, ""));
    LOG.infof("event=advice.built database=%s advice=%s", due.database(), due.id());
  }

  private void judge(Due due) throws SQLException {
    StatementCounters before = due.baseline();
    Outcome known = due.outcome();
    Instant builtAt = due.builtAt();
    if (before == null || known == null || builtAt == null) {
      return;
    }
    QualifiedName index = new QualifiedName(due.index().table().schema(), known.indexName());
    try (Connection connection = open(due)) {
      Optional<String> kind =
          Sql.of(connection, KIND, index.schema(), index.name()).first(row -> row.getString(1));
      if (kind.isEmpty()) {
        store.judged(due, State.GONE, with(known, "the index is no longer there"));
        return;
      }
      Duration age = Duration.between(builtAt, clock.instant());
      boolean over = age.compareTo(config.followUpWithin()) >= 0;
      Optional<StatementCounters> now = counters(connection, due);
      if (now.isEmpty()) {
        unknown(due, known, over, age);
        return;
      }
      IndexVerdict verdict = IndexVerdict.of(before, now.get(), config.followUpCalls(), over);
      String drop = kind.get().equals("I") ? "DROP INDEX " : "DROP INDEX CONCURRENTLY ";
      Outcome outcome =
          new Outcome(
              known.builtAt(),
              known.indexName(),
              verdict.statements(),
              verdict.words(),
              verdict.kind() == IndexVerdict.Kind.DID_NOT_PAY
                  ? drop + "IF EXISTS " + Identifiers.quote(index)
                  : "");
      switch (verdict.kind()) {
        case PAID -> store.judged(due, State.PAID, outcome);
        case DID_NOT_PAY -> store.judged(due, State.DID_NOT_PAY, outcome);
        case UNKNOWN -> store.judged(due, State.BUILT, outcome);
        case WAITING -> store.later(due, pause(age), outcome);
      }
    }
  }

  private void unknown(Due due, Outcome known, boolean over, Duration age) throws SQLException {
    if (over) {
      store.judged(due, State.BUILT, with(known, "no verdict: pg_stat_statements is not there"));
    } else {
      store.later(due, pause(age), null);
    }
  }

  private static Outcome with(Outcome known, String words) {
    return new Outcome(known.builtAt(), known.indexName(), known.statements(), words, "");
  }

  private Duration pause(Duration age) {
    Duration part = age.dividedBy(LOOKS);
    return part.compareTo(config.followUpInterval()) > 0 ? part : config.followUpInterval();
  }

  private Connection open(Due due) {
    return connections.open(
        QuarkusTransaction.requiringNew().call(() -> databases.named(due.database()).address()),
        APPLICATION);
  }

  /// Empty where the extension is gone, or not loaded.
  private static Optional<StatementCounters> counters(Connection connection, Due due)
      throws SQLException {
    try {
      return StatementCounters.read(
          connection, due.index().affected().stream().map(AdvisedIndex.Affected::id).toList());
    } catch (SQLException e) {
      if (!connection.isValid(1)) {
        throw e;
      }
      LOG.debugf(e, "statements of %s are not counted", due.database());
      return Optional.empty();
    }
  }
}
