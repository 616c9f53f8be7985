package dev.plimsoll.vectors;

import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.contracts.search.SearchMethod;
import dev.plimsoll.postgres.catalog.ExtensionVersion;
import dev.plimsoll.postgres.catalog.ServerLoad;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.vectors.SearchParts.ByIndexes;
import dev.plimsoll.vectors.exact.ExactSearch;
import dev.plimsoll.vectors.exact.ScanPlan;
import dev.plimsoll.vectors.exact.ScanPlanner;
import dev.plimsoll.vectors.index.IndexSearch;
import dev.plimsoll.vectors.index.SearchEffort;
import dev.plimsoll.vectors.index.VectorIndexes;
import dev.plimsoll.vectors.memory.MemorySearch;
import dev.plimsoll.vectors.memory.VectorCopy;
import dev.plimsoll.vectors.plan.SearchMode;
import dev.plimsoll.vectors.plan.SearchPlan;
import dev.plimsoll.vectors.plan.WorkerCosts.Choice;
import dev.plimsoll.vectors.search.Neighbor;
import dev.plimsoll.vectors.session.Cancellation;
import dev.plimsoll.vectors.session.SearchSession;
import dev.plimsoll.vectors.session.SearchSessions.Lease;
import dev.plimsoll.vectors.sql.KnnStatement;
import dev.plimsoll.vectors.table.VectorTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One search, in sessions that are lent to it.
final class SearchRun {
  private final SearchParts parts;
  private final SearchQuery query;
  private final SearchSettings settings;
  private final Lease lease;
  private final Cancellation cancellation;
  private final SearchSession first;
  private final VectorTable table;
  private final long begin = System.nanoTime();

  SearchRun(
      SearchParts parts,
      SearchQuery query,
      SearchSettings settings,
      Lease lease,
      Cancellation cancellation)
      throws SQLException {
    this.parts = parts;
    this.query = query;
    this.settings = settings;
    this.lease = lease;
    this.cancellation = cancellation;
    this.first = lease.sessions().getFirst();
    this.table = first.run(connection -> parts.tables().table(connection, query));
  }

  /// How it would be done now.
  SearchPlan explain() throws SQLException {
    return switch (way()) {
      case Way.Memory(int workers) ->
          plan(SearchMethod.MEMORY, workers, workers, "it is asked for");
      case Way.Index index -> plan(index, index.workers());
      case Way.Scan(_, ScanPlan scan) -> plan(scan);
    };
  }

  SearchAnswer answer() throws SQLException, InterruptedException {
    return switch (way()) {
      case Way.Memory(int workers) -> inMemory(workers);
      case Way.Index index -> byIndex(index);
      case Way.Scan scan -> exact(scan);
    };
  }

  private sealed interface Way {
    record Memory(int workers) implements Way {}

    /// @param reason for the number of workers
    record Index(VectorIndexes indexes, SearchEffort effort, int workers, String reason)
        implements Way {}

    record Scan(KnnStatement statement, ScanPlan plan) implements Way {}
  }

  private Way way() throws SQLException {
    return switch (query.mode()) {
      case SearchMode.InMemory _ -> new Way.Memory(threads());
      case SearchMode.Exact _ -> scan();
      case SearchMode.ByIndex(SearchEffort effort) -> {
        VectorIndexes indexes = indexes();
        if (indexes.leaves().isEmpty()) {
          throw PlimsollException.invalidRequest(String.valueOf(indexes.lacking()));
        }
        yield index(indexes, effort);
      }
      case SearchMode.Automatic(SearchEffort effort) -> {
        VectorIndexes indexes = indexes();
        yield indexes.leaves().isEmpty() ? scan() : index(indexes, effort);
      }
    };
  }

  private VectorIndexes indexes() throws SQLException {
    return first.run(connection -> parts.tables().indexes(connection, query));
  }

  private int threads() {
    int cores = Runtime.getRuntime().availableProcessors();
    return settings.parallel() ? Math.min(cores, settings.maxWorkers()) : 1;
  }

  private Way index(VectorIndexes indexes, SearchEffort effort) throws SQLException {
    ExtensionVersion version = new ExtensionVersion(table.column().extensionVersion());
    if (effort.iterative() && !version.isAtLeast(0, 8)) {
      throw PlimsollException.invalidRequest(
          "iterative scans need pgvector 0.8, the database has " + version.text());
    }
    int leaves = indexes.leaves().size();
    @Nullable String lacking = indexes.lacking();
    if (!indexes.apart() || leaves == 1) {
      return new Way.Index(
          indexes, effort, 1, lacking != null ? lacking : "one index is read by one session");
    }
    if (!settings.parallel()) {
      return new Way.Index(indexes, effort, 1, "parallel searches are turned off");
    }
    ServerLoad seen = first.run(parts.load()::of);
    int idle = Math.max(1, seen.cores() - seen.busy());
    int most = Math.min(Math.min(leaves, idle), limit(seen));
    Choice choice = parts.byIndexes().choose(alike(effort), most);
    return new Way.Index(indexes, effort, choice.workers(), reason(leaves, most, choice));
  }

  private ByIndexes alike(SearchEffort effort) {
    return new ByIndexes(table.name(), effort, query.request().neighbors());
  }

  private static String reason(int leaves, int most, Choice choice) {
    String partitions = "%d partitions have an index each, ".formatted(leaves);
    if (choice.workers() == 1) {
      return partitions
          + (most == 1
              ? "and no more sessions or cores are free"
              : choice.tried()
                  ? "one session is tried"
                  : "and up to %d sessions are no faster".formatted(most));
    }
    return partitions
        + "%d sessions are %s".formatted(choice.workers(), choice.tried() ? "tried" : "faster");
  }

  private Way scan() throws SQLException {
    KnnStatement statement = new KnnStatement(table, query.request());
    long blocks = Math.max(1, table.extent().longestBlocks());
    if (!settings.parallel()) {
      return new Way.Scan(
          statement, new ScanPlan(1, 1, blocks, "parallel searches are turned off"));
    }
    ServerLoad seen = first.run(parts.load()::of);
    ScanPlan plan =
        new ScanPlanner(settings.estimator(), parts.scans())
            .plan(table, limit(seen), seen.cores(), seen.busy());
    boolean selective =
        plan.workers() > 1
            && !query.request().filters().isEmpty()
            && first.run(statement::usesIndex);
    return new Way.Scan(
        statement,
        selective ? new ScanPlan(1, 1, blocks, "an index finds the rows of its conditions") : plan);
  }

  // What could be had at most. Who uses sessions right now does not count: what is learnt holds for
  // numbers that do not change with every search. Of connections that the server still has, half is
  // for its other users.
  private int limit(ServerLoad seen) {
    int unopened = Math.max(0, seen.connections() / 2);
    int most = Math.min(parts.sessions().most(), parts.sessions().opened() + unopened);
    return Math.clamp(most, 1, settings.maxWorkers());
  }

  private SearchAnswer inMemory(int workers) throws SQLException, InterruptedException {
    VectorCopy copy =
        parts.copies().of(table, settings.memoryBytes(), settings.refreshAfter(), cancellation);
    List<Neighbor> rows = MemorySearch.run(copy, query.request(), workers);
    return new SearchAnswer(
        rows,
        plan(SearchMethod.MEMORY, workers, workers, "it is asked for"),
        elapsed(),
        copy.asOf());
  }

  private SearchAnswer byIndex(Way.Index way) throws SQLException, InterruptedException {
    lease.grow(way.workers());
    List<SearchSession> lent = lease.sessions();
    long asked = System.nanoTime();
    List<Neighbor> rows =
        IndexSearch.run(table, query.request(), way.indexes(), way.effort(), lent);
    if (query.request().filters().isEmpty()) {
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      parts.byIndexes().learn(alike(way.effort()), way.workers(), took);
    }
    return new SearchAnswer(rows, plan(way, lent.size()), elapsed(), null);
  }

  private SearchAnswer exact(Way.Scan way) throws SQLException, InterruptedException {
    lease.grow(way.plan().workers());
    int lent = lease.sessions().size();
    ScanPlan plan =
        lent < way.plan().workers()
            ? way.plan()
                .withWorkers(lent, "%s, and %d were free".formatted(way.plan().reason(), lent))
            : way.plan();
    long asked = System.nanoTime();
    List<Neighbor> rows;
    try {
      rows = ExactSearch.run(table, way.statement(), plan, lease.sessions());
    } catch (SQLException e) {
      if (plan.workers() == 1 || !SqlStates.isLockNotAvailable(e)) {
        throw e;
      }
      return alone(way);
    }
    if (query.request().filters().isEmpty()) {
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      // By what was planned: fewer sessions may have been free.
      parts.scans().learn(table.name(), way.plan().workers(), took);
    }
    return new SearchAnswer(rows, plan(plan), elapsed(), null);
  }

  // Sessions that wait for whoever waits for another of them get nowhere; one alone does.
  private SearchAnswer alone(Way.Scan way) throws SQLException {
    ScanPlan plan = way.plan().withWorkers(1, "the table or an index of it is being altered");
    List<Neighbor> rows = lease.renewed().getFirst().run(way.statement()::all);
    return new SearchAnswer(rows, plan(plan), elapsed(), null);
  }

  private static SearchPlan plan(ScanPlan scan) {
    return plan(
        scan.workers() > 1 ? SearchMethod.SHARED_BLOCKS : SearchMethod.ONE_STATEMENT,
        scan.workers(),
        scan.ranges(),
        scan.reason());
  }

  private static SearchPlan plan(Way.Index way, int workers) {
    if (workers == 1) {
      return plan(SearchMethod.ONE_INDEX, 1, 1, way.reason());
    }
    String reason =
        workers < way.workers()
            ? "%s, and %d were free".formatted(way.reason(), workers)
            : way.reason();
    return plan(SearchMethod.SHARED_INDEXES, workers, way.indexes().leaves().size(), reason);
  }

  private static SearchPlan plan(SearchMethod method, int workers, int ranges, String reason) {
    return new SearchPlan(method, workers, ranges, reason);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
