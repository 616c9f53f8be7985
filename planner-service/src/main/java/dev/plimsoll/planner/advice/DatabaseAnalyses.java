package dev.plimsoll.planner.advice;

import dev.plimsoll.analysis.DatabaseAnalysis;
import dev.plimsoll.contracts.advice.AnalysisRequest;
import dev.plimsoll.contracts.advice.AnalysisResult;
import dev.plimsoll.contracts.advice.AnalysisView;
import dev.plimsoll.contracts.advice.HealthAdvice;
import dev.plimsoll.contracts.advice.IndexAdvice;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.planner.database.Databases;
import dev.plimsoll.postgres.connection.SqlStates;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Analyses of registered databases: asked for, and read.
@ApplicationScoped
public class DatabaseAnalyses {
  private final AnalysisRows store;
  private final RecommendationStore recommendations;
  private final FindingStore findings;
  private final AnalysisRunner runner;
  private final Databases databases;

  public DatabaseAnalyses(
      AnalysisRows store,
      RecommendationStore recommendations,
      FindingStore findings,
      AnalysisRunner runner,
      Databases databases) {
    this.store = store;
    this.recommendations = recommendations;
    this.findings = findings;
    this.runner = runner;
    this.databases = databases;
  }

  /// @param created false where it runs already
  public record Started(AnalysisView analysis, boolean created) {}

  /// Starts an analysis, or answers the same one that runs.
  ///
  /// @throws PlimsollException NOT_FOUND; INVALID_REQUEST; ANALYSIS_RUNNING where another one runs
  public Started start(String database, @Nullable AnalysisRequest asked) {
    AnalysisRequest request =
        asked == null ? new AnalysisRequest(null, false, List.of(), null, List.of()) : asked;
    QuarkusTransaction.requiringNew().call(() -> databases.named(database));
    DatabaseAnalysis.check(request);
    return stored(
        () -> {
          UUID id = UUID.randomUUID();
          // The other one may end between two looks.
          for (int i = 0; i < 3; i++) {
            if (store.add(id, database, request)) {
              runner.wake();
              return new Started(get(id), true);
            }
            Optional<AnalysisView> running = store.running(database);
            if (running.isPresent()) {
              if (running.get().request().equals(request)) {
                return new Started(running.get(), false);
              }
              break;
            }
          }
          throw new PlimsollException(
              ErrorCode.ANALYSIS_RUNNING, "an analysis of %s is under way".formatted(database));
        });
  }

  /// @throws PlimsollException NOT_FOUND
  public AnalysisView get(UUID id) {
    return stored(() -> store.get(id))
        .map(this::withWhatIsKept)
        .orElseThrow(() -> PlimsollException.notFound("there is no analysis " + id));
  }

  /// With what is known now of what it found and proposed, however old it is.
  private AnalysisView withWhatIsKept(AnalysisView analysis) {
    AnalysisResult result = analysis.result();
    if (result == null) {
      return analysis;
    }
    String database = analysis.database();
    HealthAdvice health = result.health();
    IndexAdvice advice = result.advice();
    return analysis.with(
        result.with(
            health.with(stored(() -> findings.known(database, health.findings()))),
            advice == null
                ? null
                : advice.with(stored(() -> recommendations.known(database, advice.indexes())))));
  }

  /// The latest, or the latest in a state.
  ///
  /// @throws PlimsollException NOT_FOUND where there is none
  public AnalysisView latest(String database, AnalysisView.@Nullable State state) {
    return stored(() -> state == null ? store.latest(database) : store.latest(database, state))
        .map(this::withWhatIsKept)
        .orElseThrow(
            () ->
                PlimsollException.notFound(
                    "%s was not analysed%s: ./plimsoll advise %s"
                        .formatted(
                            database, state == null ? "" : " so that it is " + state, database)));
  }

  interface Access<T> {
    T run() throws SQLException;
  }

  static <T> T stored(Access<T> access) {
    try {
      return access.run();
    } catch (SQLException e) {
      throw new PlimsollException(
          SqlStates.errorCode(e), "advice could not be read or stored: " + e.getMessage(), e);
    }
  }
}
