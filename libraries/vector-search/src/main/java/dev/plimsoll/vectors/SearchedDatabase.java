package dev.plimsoll.vectors;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.vectors.index.LeavesChangedException;
import dev.plimsoll.vectors.memory.MemoryCopies;
import dev.plimsoll.vectors.memory.MemoryLine;
import dev.plimsoll.vectors.plan.SearchPlan;
import dev.plimsoll.vectors.plan.WorkerCosts;
import dev.plimsoll.vectors.session.Cancellation;
import dev.plimsoll.vectors.session.SearchSessions;
import dev.plimsoll.vectors.session.SearchSessions.Lease;
import dev.plimsoll.vectors.session.SearchSessions.Limits;
import java.sql.SQLException;
import javax.sql.DataSource;

/// One database that is searched. Thread-safe.
public final class SearchedDatabase implements AutoCloseable {
  private final SearchParts parts;
  private final SearchStatistics statistics = new SearchStatistics();
  private volatile SearchSettings settings;

  /// @param name for logs
  /// @param source of new sessions, in auto-commit mode
  /// @param line of all copies in this process
  public SearchedDatabase(
      String name, DataSource source, Limits limits, SearchSettings settings, MemoryLine line) {
    this.parts =
        new SearchParts(
            new SearchSessions(name, source, limits),
            new TableCache(),
            new LoadWatch(),
            new WorkerCosts<>(),
            new WorkerCosts<>(),
            new MemoryCopies(source, line));
    this.settings = settings;
  }

  public SearchSettings settings() {
    return settings;
  }

  /// Holds for searches that begin from now on.
  public void settings(SearchSettings changed) {
    settings = changed;
  }

  public SearchStatistics statistics() {
    return statistics;
  }

  /// @throws PlimsollException INVALID_REQUEST, TABLE_NOT_FOUND, COLUMN_NOT_FOUND, or
  ///     LOAD_LINE_EXCEEDED for a copy that does not fit in memory
  /// @throws SQLException of whichever session failed; SQLSTATE 57014 once it is cancelled or took
  ///     too long
  /// @throws InterruptedException when the caller is interrupted
  public SearchAnswer search(SearchQuery query, Cancellation cancellation)
      throws SQLException, InterruptedException {
    return search(query, cancellation, settings);
  }

  /// As above under other settings.
  SearchAnswer search(SearchQuery query, Cancellation cancellation, SearchSettings under)
      throws SQLException, InterruptedException {
    boolean answered = false;
    try {
      SearchAnswer answer = inSessions(query, cancellation, under, SearchRun::answer);
      statistics.add(answer);
      answered = true;
      return answer;
    } finally {
      if (!answered) {
        statistics.addFailed();
      }
    }
  }

  /// How a search would be done now. Exceptions as [#search].
  public SearchPlan explain(SearchQuery query, Cancellation cancellation)
      throws SQLException, InterruptedException {
    return inSessions(query, cancellation, settings, SearchRun::explain);
  }

  private <T> T inSessions(
      SearchQuery query, Cancellation cancellation, SearchSettings under, Work<T> work)
      throws SQLException, InterruptedException {
    try {
      return once(query, cancellation, under, work);
    } catch (SQLException e) {
      if (!(e instanceof LeavesChangedException) && !isOfTheCatalog(e)) {
        throw e;
      }
      parts.tables().forget(query);
      return once(query, cancellation, under, work);
    }
  }

  private <T> T once(
      SearchQuery query, Cancellation cancellation, SearchSettings under, Work<T> work)
      throws SQLException, InterruptedException {
    try (Lease lease = parts.sessions().lease(1, cancellation)) {
      return work.of(new SearchRun(parts, query, under, lease, cancellation));
    }
  }

  // The table, its column or its index is not what it was.
  private static boolean isOfTheCatalog(SQLException e) {
    String state = SqlStates.state(e);
    return state != null && state.startsWith("42");
  }

  /// Number of sessions that a search could still have, unopened ones included.
  public int freeSessions() {
    return parts.sessions().free();
  }

  /// Number of sessions that are open and that nobody uses.
  public int idleSessions() {
    return parts.sessions().idle();
  }

  /// Bytes of copies in memory.
  public long memoryBytes() {
    return parts.copies().bytes();
  }

  /// Ends searches that still run, within seconds, and forgets the copies.
  @Override
  public void close() {
    parts.sessions().close();
    parts.copies().close();
  }

  @FunctionalInterface
  private interface Work<T> {
    T of(SearchRun run) throws SQLException, InterruptedException;
  }
}
