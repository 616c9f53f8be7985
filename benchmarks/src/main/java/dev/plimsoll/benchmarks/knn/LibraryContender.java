package dev.plimsoll.benchmarks.knn;

import dev.plimsoll.contracts.search.Distance;
import dev.plimsoll.vectors.SearchAnswer;
import dev.plimsoll.vectors.SearchQuery;
import dev.plimsoll.vectors.SearchSettings;
import dev.plimsoll.vectors.SearchedDatabase;
import dev.plimsoll.vectors.index.SearchEffort;
import dev.plimsoll.vectors.memory.MemoryLine;
import dev.plimsoll.vectors.plan.SearchMode;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.search.SearchRequest;
import dev.plimsoll.vectors.session.Cancellation;
import dev.plimsoll.vectors.session.SearchSessions.Limits;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/// The query-service's own classes in this process: what is left of it without HTTP.
final class LibraryContender implements EffortContender {
  // The service's own.
  private static final int SESSIONS = 8;
  private static final Duration LEASE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration STATEMENT_TIMEOUT = Duration.ofMinutes(10);

  private final String name;
  private final SearchedDatabase database;
  private SearchMode mode;

  LibraryContender(String name, DataSource sessions, SearchMode mode) {
    this.name = name;
    this.mode = mode;
    // The pool's log has no writer here, which would be said among the lines of progress.
    System.getProperties().putIfAbsent("slf4j.internal.verbosity", "ERROR");
    this.database =
        new SearchedDatabase(
            "bench",
            sessions,
            new Limits(SESSIONS, LEASE_TIMEOUT, STATEMENT_TIMEOUT),
            SearchSettings.DEFAULT,
            new MemoryLine(0));
  }

  @Override
  public String name() {
    return name;
  }

  /// From now on it searches by indexes.
  @Override
  public void effort(int candidates) {
    mode = new SearchMode.ByIndex(new SearchEffort(candidates, 1, false));
  }

  @Override
  public Answer search(KnnQuery query) throws SQLException, InterruptedException {
    SearchAnswer answer =
        database.search(
            new SearchQuery(
                query.table(),
                new SearchRequest(query.vector(), Distance.L2, KnnQuery.NEIGHBORS),
                mode),
            new Cancellation());
    return new Answer(
        List.of(answer.rows().stream().map(LibraryContender::row).toList()),
        answer.plan().workers(),
        "%s: %s".formatted(answer.plan().method().value(), answer.plan().reason()));
  }

  private static Row row(Neighbor neighbor) {
    return new Row(
        Long.parseLong(neighbor.key().getFirst()),
        Objects.requireNonNull(neighbor.distance(), "every row has a vector"));
  }

  @Override
  public void close() {
    database.close();
  }
}
