package dev.plimsoll.analysis;

import dev.plimsoll.advice.Advice;
import dev.plimsoll.advice.AdviceRequest;
import dev.plimsoll.advice.AdviceRequest.Trial;
import dev.plimsoll.advice.Advisor;
import dev.plimsoll.advice.choice.Budget;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.contracts.advice.AnalysisRequest;
import dev.plimsoll.contracts.advice.AnalysisResult;
import dev.plimsoll.contracts.advice.HealthAdvice;
import dev.plimsoll.contracts.advice.IndexAdvice;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.health.HealthCheck;
import dev.plimsoll.planning.discovery.RulePattern;
import dev.plimsoll.planning.sizing.SizeText;
import dev.plimsoll.postgres.catalog.CatalogReader;
import dev.plimsoll.postgres.catalog.CatalogScope;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Analysis of a database: what to add, what to drop, what to mend.
///
/// It only reads, in sessions that could not write, unless it is asked to verify: then tables are
/// cloned into a scratch schema, which is dropped at the end.
public final class DatabaseAnalysis {
  private static final Duration READS_FOR = Duration.ofSeconds(30);
  private static final Duration BUILDS_FOR = Duration.ofMinutes(30);
  private static final Duration RUN_CAP = Duration.ofSeconds(5);
  private static final double LEAST_SHARE = 0.001;

  // Sizes of files: a look at the directory for each table. A partitioned table has those of its
  // partitions, and a partition is cloned with all others.
  private static final String TABLE_BYTES =
      """
      SELECT coalesce(sum(pg_catalog.pg_table_size(c.oid)), 0)::bigint AS bytes
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND (?::text[] IS NULL
             OR c.oid = ANY (?::text[]::regclass[])
             OR c.oid IN (SELECT p.relid
                          FROM unnest(?::text[]::regclass[]) AS t (asked)
                          CROSS JOIN LATERAL pg_partition_tree(pg_partition_root(t.asked)) AS p))
      """;

  // Catalog alone.
  private static final String ROOTS_BESIDE =
      """
      SELECT DISTINCT n.nspname, r.relname
      FROM unnest(?::text[]::regclass[]) AS t (asked)
      JOIN pg_catalog.pg_class r
        ON r.oid = pg_partition_root(t.asked) AND r.oid <> ALL (?::text[]::regclass[])
      JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
      ORDER BY n.nspname, r.relname
      """;

  private final TargetSessions target;
  private final AnalysisRequest request;
  private final AnalysisOptions options;
  private final Consumer<String> phase;

  private DatabaseAnalysis(
      TargetSessions target,
      AnalysisRequest request,
      AnalysisOptions options,
      Consumer<String> phase) {
    this.target = target;
    this.request = request;
    this.options = options;
    this.phase = phase;
  }

  /// Refuses what could not be analysed, without a look at the database.
  ///
  /// @throws PlimsollException INVALID_REQUEST
  public static void check(AnalysisRequest request) {
    patterns(request);
    if (request.workload() != null) {
      StatementEvidence.parse(request.workload());
    }
  }

  /// Takes seconds, or minutes where it verifies. What the database refuses of the advice is said
  /// in the result, beside the findings.
  ///
  /// @param phase told what is done next, in words
  /// @throws PlimsollException INVALID_REQUEST; TABLE_NOT_FOUND where no table matches; why the
  ///     database cannot be read
  public static AnalysisResult run(
      TargetSessions target,
      AnalysisRequest request,
      AnalysisOptions options,
      Consumer<String> phase) {
    return new DatabaseAnalysis(target, request, options, phase).run();
  }

  private AnalysisResult run() {
    check(request);
    try (Connection session = target.pinned()) {
      phase.accept("looking for what to drop and to mend");
      @Nullable Set<QualifiedName> only = tables(session);
      HealthAdvice health =
          AdviceContract.of(
              HealthCheck.of(
                  session,
                  only == null ? CatalogScope.ALL : CatalogScope.of(only),
                  options.health(),
                  options.standbys()));
      String server = session.getMetaData().getDatabaseProductVersion();
      try {
        return new AnalysisResult(server, health, advise(session, only), null);
      } catch (PlimsollException e) {
        if (e.code() == ErrorCode.CONNECTION_LOST) {
          throw e;
        }
        return new AnalysisResult(server, health, null, Failure.of(e.code(), e.getMessage()));
      }
    } catch (SQLException e) {
      throw new PlimsollException(
          SqlStates.errorCode(e), "the database cannot be read: " + SqlStates.firstLine(e), e);
    }
  }

  private IndexAdvice advise(Connection session, @Nullable Set<QualifiedName> only)
      throws SQLException {
    phase.accept("reading statements");
    StatementEvidence workload =
        StatementEvidence.read(session, request.workload(), only, options.statements());
    List<String> notes = new ArrayList<>();
    if (workload.leftOut() > 0) {
      notes.add(
          "only the %d statements that took most time were taken, more than %d were not"
              .formatted(workload.statements().size(), workload.leftOut() - 1));
    }
    AdviceRequest how =
        AdviceRequest.byCosts(
                request.budgetBytes() == null
                    ? Budget.UNLIMITED
                    : Budget.ofBytes(request.budgetBytes()))
            .withLeastRows(options.health().thresholds().smallRows());
    if (only != null) {
      how = how.on(only);
      notes.addAll(besides(session, only));
    }
    if (request.verify()) {
      double share = share(session, only);
      if (share < 1) {
        notes.add(
            "the clone has %s of the rows, so times are of smaller tables"
                .formatted(Math.round(1_000 * share) / 10.0 + " %"));
      }
      how = how.measured(new Trial(options.scratch(), share, RUN_CAP, options.trial()));
    }
    phase.accept(
        request.verify()
            ? "weighing and measuring indexes for %d statements"
                .formatted(workload.statements().size())
            : "weighing indexes for %d statements".formatted(workload.statements().size()));
    Advice advice = new Advisor(this::open).advise(workload.statements(), how);
    Map<String, ObservedStatement> statements = new HashMap<>();
    workload.statements().forEach(one -> statements.put(one.id(), one));
    return AdviceContract.of(advice, workload.evidence(), statements, only, notes);
  }

  /// Statements are others' work: EXPLAIN may run functions that they call, so the session of one
  /// that only reads cannot write.
  private Connection open() throws SQLException {
    Connection session = target.byRolesPath();
    try (Statement statement = session.createStatement()) {
      statement.execute(
          "SET lock_timeout = '1s'; SET statement_timeout = %d; SET default_transaction_read_only = %s"
              .formatted(
                  (request.verify() ? BUILDS_FOR : READS_FOR).toMillis(),
                  request.verify() ? "off" : "on"));
      if (!request.searchPath().isEmpty()) {
        statement.execute(
            "SET search_path = "
                + request.searchPath().stream()
                    .map(Identifiers::quote)
                    .collect(Collectors.joining(", ")));
      }
      return session;
    } catch (SQLException e) {
      session.close();
      throw e;
    }
  }

  /// Share of the rows that is cloned, so that the clone keeps within its limit.
  private double share(Connection session, @Nullable Set<QualifiedName> only) throws SQLException {
    String @Nullable [] names = only == null ? null : quoted(only);
    long bytes = Sql.of(session, TABLE_BYTES, names, names, names).one(row -> row.getLong("bytes"));
    if (bytes <= options.cloneBytes()) {
      return 1;
    }
    phase.accept("sampling " + SizeText.bytes(bytes));
    return Math.max(LEAST_SHARE, (double) options.cloneBytes() / bytes);
  }

  /// Notes on partitions that are asked for without what they are partitions of.
  private static List<String> besides(Connection session, Set<QualifiedName> only)
      throws SQLException {
    String[] names = quoted(only);
    return Sql.of(session, ROOTS_BESIDE, names, names).list(CatalogScope::table).stream()
        .map(
            root ->
                "partitions of %s were asked for without it: what statements on %s want is left out"
                    .formatted(root, root))
        .toList();
  }

  private static String[] quoted(Set<QualifiedName> tables) {
    return tables.stream().map(Identifiers::quote).toArray(String[]::new);
  }

  /// Tables that it keeps to; null for all.
  private @Nullable Set<QualifiedName> tables(Connection session) throws SQLException {
    if (request.tables().isEmpty()) {
      return null;
    }
    List<RulePattern> patterns = patterns(request);
    Set<QualifiedName> matching =
        CatalogReader.tableNames(session).stream()
            .filter(table -> patterns.stream().anyMatch(pattern -> pattern.matches(table)))
            .collect(Collectors.toUnmodifiableSet());
    if (matching.isEmpty()) {
      throw new PlimsollException(
          ErrorCode.TABLE_NOT_FOUND, "no table matches " + String.join(", ", request.tables()));
    }
    return matching;
  }

  private static List<RulePattern> patterns(AnalysisRequest request) {
    try {
      return request.tables().stream().map(RulePattern::new).toList();
    } catch (IllegalArgumentException e) {
      throw PlimsollException.invalidRequest(String.valueOf(e.getMessage()));
    }
  }
}
