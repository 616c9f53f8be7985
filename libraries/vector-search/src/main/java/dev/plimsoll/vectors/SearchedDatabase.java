package dev.plimsoll.vectors;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.postgres.catalog.ServerLoad;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.vectors.exact.ExactSearch;
import dev.plimsoll.vectors.exact.ExactSearch.Found;
import dev.plimsoll.vectors.exact.ScanCosts;
import dev.plimsoll.vectors.exact.ScanPlan;
import dev.plimsoll.vectors.exact.ScanPlanner;
import dev.plimsoll.vectors.index.IndexSearch;
import dev.plimsoll.vectors.index.SearchEffort;
import dev.plimsoll.vectors.index.VectorIndexes;
import dev.plimsoll.vectors.memory.MemoryCopies;
import dev.plimsoll.vectors.memory.MemorySearch;
import dev.plimsoll.vectors.memory.VectorCopy;
import dev.plimsoll.vectors.plan.SearchMethod;
import dev.plimsoll.vectors.plan.SearchMode;
import dev.plimsoll.vectors.plan.SearchPlan;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.session.Cancellation;
import dev.plimsoll.vectors.session.SearchSession;
import dev.plimsoll.vectors.session.SearchSessions;
import dev.plimsoll.vectors.session.SearchSessions.Lease;
import dev.plimsoll.vectors.session.SearchSessions.Limits;
import dev.plimsoll.vectors.sql.KnnStatement;
import dev.plimsoll.vectors.table.VectorTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// One database that is searched. Thread-safe.
public final class SearchedDatabase implements AutoCloseable {
  private final SearchSessions sessions;
  private final TableCache tables = new TableCache();
  private final LoadWatch load = new LoadWatch();
  private final ScanCosts costs = new ScanCosts();
  private final MemoryCopies copies;
  private volatile SearchSettings settings;

  /// @param name for logs
  /// @param source of new sessions, in auto-commit mode
  public SearchedDatabase(String name, DataSource source, Limits limits, SearchSettings settings) {
    this.sessions = new SearchSessions(name, source, limits);
    this.copies = new MemoryCopies(source);
    this.settings = settings;
  }

  public SearchSettings settings() {
    return settings;
  }

  /// Holds for searches that begin from now on.
  public void settings(SearchSettings changed) {
    settings = changed;
  }

  /// @throws PlimsollException INVALID_REQUEST, TABLE_NOT_FOUND, COLUMN_NOT_FOUND, or
  ///     LOAD_LINE_EXCEEDED for a copy that does not fit in memory
  /// @throws SQLException of whichever session failed; SQLSTATE 57014 once it is cancelled or took
  ///     too long
  /// @throws InterruptedException when the caller is interrupted
  public SearchAnswer search(SearchQuery query, Cancellation cancellation)
      throws SQLException, InterruptedException {
    try {
      return once(query, cancellation);
    } catch (SQLException e) {
      if (!isOfTheCatalog(e)) {
        throw e;
      }
      tables.forget(query);
      return once(query, cancellation);
    }
  }

  // The table, its column or its index is not what it was.
  private static boolean isOfTheCatalog(SQLException e) {
    String state = SqlStates.state(e);
    return state != null && state.startsWith("42");
  }

  private SearchAnswer once(SearchQuery query, Cancellation cancellation)
      throws SQLException, InterruptedException {
    long begin = System.nanoTime();
    SearchSettings now = settings;
    try (Lease lease = sessions.lease(1, cancellation)) {
      SearchSession first = lease.sessions().getFirst();
      VectorTable table = first.run(connection -> tables.table(connection, query));
      return switch (query.mode()) {
        case SearchMode.InMemory _ -> inMemory(query, table, now, begin);
        case SearchMode.ByIndex(SearchEffort effort) -> {
          VectorIndexes indexes = first.run(connection -> tables.indexes(connection, query));
          if (indexes.leaves().isEmpty()) {
            throw PlimsollException.invalidRequest(String.valueOf(indexes.lacking()));
          }
          yield byIndex(query, table, indexes, effort, lease, now, begin);
        }
        case SearchMode.Automatic _ -> {
          VectorIndexes indexes = first.run(connection -> tables.indexes(connection, query));
          yield indexes.leaves().isEmpty()
              ? exact(query, table, lease, now, begin)
              : byIndex(query, table, indexes, SearchEffort.DEFAULT, lease, now, begin);
        }
        case SearchMode.Exact _ -> exact(query, table, lease, now, begin);
      };
    }
  }

  private SearchAnswer inMemory(
      SearchQuery query, VectorTable table, SearchSettings now, long begin)
      throws SQLException, InterruptedException {
    VectorCopy copy = copies.of(table, now.memoryBytes(), now.refreshAfter());
    int cores = Runtime.getRuntime().availableProcessors();
    int workers = now.parallel() ? Math.min(cores, now.maxWorkers()) : 1;
    List<Neighbor> rows = MemorySearch.run(copy, query.request(), workers);
    SearchPlan plan =
        new SearchPlan(
            SearchMethod.MEMORY,
            workers,
            workers,
            String.format(Locale.ROOT, "%,d vectors are in memory", copy.rows()));
    return new SearchAnswer(rows, plan, since(begin), copy.asOf());
  }

  private SearchAnswer byIndex(
      SearchQuery query,
      VectorTable table,
      VectorIndexes indexes,
      SearchEffort effort,
      Lease lease,
      SearchSettings now,
      long begin)
      throws SQLException, InterruptedException {
    int leaves = indexes.leaves().size();
    boolean shared = now.parallel() && indexes.apart() && leaves > 1;
    if (shared) {
      ServerLoad seen = lease.sessions().getFirst().run(load::of);
      int idle = Math.max(1, seen.cores() - seen.busy());
      int wanted = Math.min(Math.min(leaves, idle), now.maxWorkers());
      lease.grow(Math.min(wanted, 1 + spare(seen)));
    }
    List<SearchSession> lent = lease.sessions();
    List<Neighbor> rows = IndexSearch.run(table, query.request(), indexes, effort, lent);
    @Nullable String lacking = indexes.lacking();
    SearchPlan plan =
        lent.size() > 1
            ? new SearchPlan(
                SearchMethod.SHARED_INDEXES,
                lent.size(),
                leaves,
                "%d partitions have an index each".formatted(leaves))
            : new SearchPlan(
                SearchMethod.ONE_INDEX,
                1,
                1,
                lacking != null ? lacking : "one index is read by one session");
    return new SearchAnswer(rows, plan, since(begin), null);
  }

  private SearchAnswer exact(
      SearchQuery query, VectorTable table, Lease lease, SearchSettings now, long begin)
      throws SQLException, InterruptedException {
    KnnStatement statement = new KnnStatement(table, query.request());
    ScanPlan plan = plan(query, table, statement, lease, now);
    lease.grow(plan.workers());
    int lent = lease.sessions().size();
    if (lent < plan.workers()) {
      plan = plan.withWorkers(lent, "%s, and %d sessions were free".formatted(plan.reason(), lent));
    }
    Found found = ExactSearch.run(table, statement, plan, lease.sessions());
    if (query.request().filters().isEmpty()) {
      costs.learn(table, found.busy());
    }
    SearchMethod method =
        plan.workers() > 1 ? SearchMethod.SHARED_BLOCKS : SearchMethod.ONE_STATEMENT;
    return new SearchAnswer(
        found.rows(),
        new SearchPlan(method, plan.workers(), plan.ranges(), plan.reason()),
        since(begin),
        null);
  }

  private ScanPlan plan(
      SearchQuery query, VectorTable table, KnnStatement statement, Lease lease, SearchSettings now)
      throws SQLException {
    SearchSession first = lease.sessions().getFirst();
    long blocks = Math.max(1, table.extent().longestBlocks());
    if (!now.parallel()) {
      return new ScanPlan(1, 1, blocks, "parallel searches are turned off");
    }
    ServerLoad seen = first.run(load::of);
    int limit = Math.min(now.maxWorkers(), 1 + spare(seen));
    ScanPlan plan =
        new ScanPlanner(now.estimator(), costs).plan(table, limit, seen.cores(), seen.busy());
    boolean selective =
        plan.workers() > 1
            && !query.request().filters().isEmpty()
            && first.run(statement::usesIndex);
    return selective
        ? new ScanPlan(1, 1, blocks, "an index finds the rows of its conditions")
        : plan;
  }

  // Of connections that the server still has, half is for its other users.
  private int spare(ServerLoad seen) {
    return Math.min(sessions.free(), sessions.idle() + Math.max(0, seen.connections() / 2));
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  @Override
  public void close() {
    sessions.close();
  }
}
