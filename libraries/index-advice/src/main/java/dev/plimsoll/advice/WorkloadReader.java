package dev.plimsoll.advice;

import dev.plimsoll.advice.candidate.Candidate;
import dev.plimsoll.advice.candidate.CandidateRules;
import dev.plimsoll.advice.candidate.Rarity;
import dev.plimsoll.advice.evidence.ObservedStatement;
import dev.plimsoll.advice.partition.PartitionedFacts;
import dev.plimsoll.advice.use.ArgumentSampler;
import dev.plimsoll.advice.use.ParsedUse;
import dev.plimsoll.advice.use.PlannedUse;
import dev.plimsoll.advice.use.PreparedQuery;
import dev.plimsoll.advice.use.UseReader;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.DatabaseFacts;
import dev.plimsoll.postgres.catalog.TableFacts;
import dev.plimsoll.postgres.connection.SqlStates;
import dev.plimsoll.postgres.statement.Columns;
import dev.plimsoll.postgres.statement.Sql;
import dev.plimsoll.query.parser.Parse;
import dev.plimsoll.query.parser.Parse.Parsed;
import dev.plimsoll.query.parser.SqlParser;
import dev.plimsoll.query.repair.NormalizedText;
import dev.plimsoll.query.use.KnownTables;
import dev.plimsoll.query.use.KnownTables.KnownTable;
import dev.plimsoll.query.use.StatementReader;
import dev.plimsoll.query.use.StatementUse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reader of a workload: prepares its statements, and reads how they use tables from their plans
/// and their texts. A few looks for each statement, one for each table.
final class WorkloadReader {
  private static final String PREFIX = "plimsoll_";
  private static final long SMALL_BYTES = 1 << 20;
  private static final Set<TableFacts.Kind> OF_ROWS =
      Set.of(TableFacts.Kind.TABLE, TableFacts.Kind.PARTITION, TableFacts.Kind.PARTITIONED_TABLE);
  private static final String PATH = "SELECT current_schemas(true)::text[] AS schemas";

  private final Connection session;
  private final PartitionedFacts catalog;
  private final DatabaseFacts facts;
  private final SqlParser parser;
  private final KnownTables known;
  private final Map<String, PlannedUse> uses = new LinkedHashMap<>();
  private final Map<String, WrittenRows> writes = new HashMap<>();
  private final List<String> unread = new ArrayList<>();

  /// Rows that a statement changes.
  ///
  /// @param columns given values by an UPDATE; empty for what adds or removes rows
  record WrittenRows(QualifiedName table, StatementUse.Kind kind, Set<String> columns) {}

  private WorkloadReader(Connection session, PartitionedFacts catalog, SqlParser parser)
      throws SQLException {
    this.session = session;
    this.catalog = catalog;
    this.facts = catalog.facts();
    this.parser = parser;
    this.known = known(Sql.of(session, PATH).one(row -> Columns.texts(row, "schemas")));
  }

  static WorkloadModel read(
      Connection session,
      PartitionedFacts catalog,
      Collection<ObservedStatement> statements,
      AdviceRequest request)
      throws SQLException {
    try (SqlParser parser = new SqlParser()) {
      return new WorkloadReader(session, catalog, parser).read(statements, request);
    }
  }

  private WorkloadModel read(Collection<ObservedStatement> statements, AdviceRequest request)
      throws SQLException {
    List<PreparedQuery> prepared = prepared(statements);
    List<PreparedQuery> read = new ArrayList<>();
    try (UseReader reader = UseReader.in(session)) {
      for (PreparedQuery query : prepared) {
        PreparedQuery done = read(reader, query);
        if (done != null) {
          read.add(done);
        }
      }
    }
    Map<QualifiedName, Long> rows = new HashMap<>();
    facts.tables().forEach((name, table) -> rows.put(name, table.rows()));
    ArgumentSampler sampler =
        ArgumentSampler.of(session, uses.values(), rows, request.samples(), request.seed());
    List<PreparedQuery> queries =
        read.stream().map(query -> sampler.sample(query, use(query))).toList();
    Rarity rarity = Rarity.read(session, uses.values(), catalog.tree());
    CandidateRules rules =
        new CandidateRules(facts, rarity, uses.values(), CandidateRules.trigrams(session));
    Map<Candidate, Candidate> one = new HashMap<>();
    Map<String, Set<Candidate>> candidates = new LinkedHashMap<>();
    uses.forEach(
        (id, use) -> {
          Set<Candidate> its = rules.of(use, one);
          its.removeIf(candidate -> isSmall(candidate.table(), request.leastRows()));
          candidates.put(id, its);
        });
    ofWholes(candidates, one);
    SharedCandidates.share(candidates);
    candidates.values().forEach(some -> some.removeIf(index -> !request.isAsked(index.table())));
    return new WorkloadModel(queries, uses, candidates, rarity, writes, unread, catalog);
  }

  /// A statement that names a partition takes the index of the whole, where others ask for the same
  /// one.
  private void ofWholes(Map<String, Set<Candidate>> candidates, Map<Candidate, Candidate> known) {
    candidates.replaceAll(
        (_, own) -> {
          Set<Candidate> some = new LinkedHashSet<>();
          for (Candidate candidate : own) {
            some.add(
                catalog.tree().path(candidate.table()).reversed().stream()
                    .map(table -> known.get(new Candidate(table, candidate.definition())))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(candidate));
          }
          return some;
        });
  }

  /// Whatever its indexes are, it is read whole in some tens of microseconds. Rows that were never
  /// counted may be many, and so may those of a table that takes much space.
  private boolean isSmall(QualifiedName name, long leastRows) {
    TableFacts table = facts.tables().get(name);
    return table != null
        && OF_ROWS.contains(table.kind())
        && table.rows() >= 0
        && table.rows() < leastRows
        && table.heapBytes() < SMALL_BYTES;
  }

  private PlannedUse use(PreparedQuery query) {
    return uses.getOrDefault(query.statement().id(), PlannedUse.NONE);
  }

  /// Those that neither PostgreSQL nor the parser takes are left out with the reason.
  private List<PreparedQuery> prepared(Collection<ObservedStatement> statements)
      throws SQLException {
    Map<String, ObservedStatement> declared = new LinkedHashMap<>();
    for (ObservedStatement statement : statements) {
      String name = PREFIX + declared.size();
      declared.put(name, statement);
      try {
        PreparedQuery.declare(session, statement.text(), name);
      } catch (SQLException e) {
        Parse parse = NormalizedText.parse(parser, statement.text());
        if (!(parse instanceof Parsed parsed)) {
          refuse(statement, e);
          declared.remove(name);
          continue;
        }
        ObservedStatement mended = statement.withText(NormalizedText.repaired(parsed));
        try {
          PreparedQuery.declare(session, mended.text(), name);
          declared.put(name, mended);
        } catch (SQLException again) {
          PlannedUse use = ParsedUse.of(StatementReader.read(parsed, known));
          if (use.tables().isEmpty()) {
            refuse(statement, e);
            declared.remove(name);
          }
        }
      }
    }
    Map<String, List<String>> types = PreparedQuery.types(session, PREFIX);
    List<PreparedQuery> prepared = new ArrayList<>();
    declared.forEach(
        (name, statement) -> {
          List<String> its = types.get(name);
          prepared.add(
              its == null
                  ? PreparedQuery.unplanned(statement)
                  : PreparedQuery.of(statement, name, its));
        });
    return prepared;
  }

  private void refuse(ObservedStatement statement, SQLException e) {
    unread.add("%s: %s".formatted(statement.id(), SqlStates.firstLine(e)));
  }

  /// Notes the use; null where nothing could be read.
  private @Nullable PreparedQuery read(UseReader reader, PreparedQuery query) {
    PreparedQuery taken = query;
    @Nullable PlannedUse parsed = null;
    Set<QualifiedName> named = new HashSet<>();
    if (NormalizedText.parse(parser, query.statement().text()) instanceof Parsed tree) {
      StatementUse statement = StatementReader.read(tree, known);
      parsed = ParsedUse.of(statement);
      parsed.tables().forEach(use -> named.add(use.table()));
      written(query.statement().id(), statement);
    }
    @Nullable PlannedUse planned = null;
    SQLException failure = new SQLException("it has no plan");
    if (query.isPlanned()) {
      try {
        planned = reader.read(query, scanned -> catalog.tree().used(scanned, named));
      } catch (SQLException e) {
        failure = e;
        taken = PreparedQuery.unplanned(query.statement());
      }
    }
    if (planned == null && (parsed == null || parsed.tables().isEmpty())) {
      refuse(query.statement(), failure);
      return null;
    }
    PlannedUse use =
        planned == null ? parsed : parsed == null ? planned : ParsedUse.completed(planned, parsed);
    uses.put(query.statement().id(), Objects.requireNonNull(use).ofUsersTables());
    return taken;
  }

  private void written(String id, StatementUse statement) {
    for (dev.plimsoll.query.use.TableUse table : statement.tables()) {
      if (table.target() && table.known() && table.schema() != null) {
        writes.putIfAbsent(
            id,
            new WrittenRows(
                new QualifiedName(table.schema(), table.name()),
                statement.kind(),
                table.assigned()));
      }
    }
  }

  private KnownTables known(List<String> path) {
    return (schema, name) -> {
      List<String> schemas = schema == null ? path : List.of(schema);
      for (String one : schemas) {
        QualifiedName table = new QualifiedName(one, name);
        List<ColumnFacts> columns = facts.columnsOf(table);
        if (!columns.isEmpty() && facts.tables().containsKey(table)) {
          return Optional.of(
              new KnownTable(one, name, columns.stream().map(ColumnFacts::name).toList()));
        }
      }
      return Optional.empty();
    };
  }
}
