package dev.plimsoll.benchmarks.advise.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.benchmarks.advise.workload.WorkloadQuery;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.postgres.statement.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Costs of a workload as HypoPG's hypothetical indexes make the planner see them, and the columns
/// that its queries name: all that the known methods look at.
public final class PeerCosts {
  private static final String COLUMNS =
      """
      SELECT n.nspname, c.relname, a.attname,
        EXISTS (SELECT FROM pg_catalog.pg_index i
                WHERE i.indrelid = c.oid AND i.indkey[0] = a.attnum) AS leads
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND n.nspname = ?
      ORDER BY c.relname, a.attnum
      """;

  private final Connection connection;
  private final List<WorkloadQuery> queries;
  private final List<Column> columns;
  private final Map<PeerIndex, Long> sizes = new HashMap<>();
  private final Map<Planned, Plan> plans = new HashMap<>();

  private PeerCosts(Connection connection, List<WorkloadQuery> queries, List<Column> columns) {
    this.connection = connection;
    this.queries = List.copyOf(queries);
    this.columns = columns;
  }

  /// @param leads an index of the table begins with it
  record Column(QualifiedName table, String name, boolean leads) {}

  record Plan(double cost, Set<PeerIndex> used) {}

  private record Planned(String query, Set<PeerIndex> indexes) {}

  /// @param connection with HypoPG created, and the schema first in its path
  public static PeerCosts of(Connection connection, String schema, List<WorkloadQuery> queries)
      throws SQLException {
    List<Column> columns =
        Sql.of(connection, COLUMNS, schema)
            .list(
                row ->
                    new Column(
                        new QualifiedName(row.getString("nspname"), row.getString("relname")),
                        row.getString("attname"),
                        row.getBoolean("leads")));
    return new PeerCosts(connection, queries, columns);
  }

  List<WorkloadQuery> queries() {
    return queries;
  }

  /// Columns whose names and whose tables' names stand in the text.
  List<Column> named(WorkloadQuery query) {
    return columns.stream()
        .filter(column -> isIn(query, column.table().name()) && isIn(query, column.name()))
        .toList();
  }

  /// All columns of the tables whose names stand in the text.
  List<Column> ofTables(WorkloadQuery query) {
    return columns.stream().filter(column -> isIn(query, column.table().name())).toList();
  }

  private static boolean isIn(WorkloadQuery query, String word) {
    return Pattern.compile("\\b" + Pattern.quote(word) + "\\b").matcher(query.text()).find();
  }

  /// Of the whole workload.
  double cost(Collection<PeerIndex> indexes) throws SQLException {
    double cost = 0;
    for (WorkloadQuery query : queries) {
      Set<PeerIndex> its = new HashSet<>(indexes);
      its.removeIf(index -> !isIn(query, index.table().name()));
      cost += query.calls() * plan(query, its).cost();
    }
    return cost;
  }

  Plan plan(WorkloadQuery query, Set<PeerIndex> indexes) throws SQLException {
    Planned key = new Planned(query.name(), Set.copyOf(indexes));
    Plan known = plans.get(key);
    if (known == null) {
      known = planned(query, indexes);
      plans.put(key, known);
    }
    return known;
  }

  private Plan planned(WorkloadQuery query, Set<PeerIndex> indexes) throws SQLException {
    Map<String, PeerIndex> names = new HashMap<>();
    Sql.of(connection, "SELECT hypopg_reset()").first(_ -> Boolean.TRUE);
    for (PeerIndex index : indexes) {
      Sql.of(
              connection,
              "SELECT indexname, hypopg_relation_size(indexrelid) AS bytes FROM hypopg_create_index(?)",
              index.createSql())
          .one(
              row -> {
                sizes.put(index, row.getLong("bytes"));
                names.put(row.getString("indexname"), index);
                return Boolean.TRUE;
              });
    }
    List<Object> values = query.bindings().getFirst();
    String json =
        Sql.of(connection, "EXPLAIN (FORMAT JSON) " + query.jdbcText(), values.toArray())
            .one(row -> row.getString(1));
    try {
      JsonNode root = Json.MAPPER.readTree(json).path(0).path("Plan");
      Set<PeerIndex> used = new HashSet<>();
      used(root, names, used);
      return new Plan(root.path("Total Cost").asDouble(), used);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("EXPLAIN gave no JSON", e);
    }
  }

  private static void used(JsonNode node, Map<String, PeerIndex> names, Set<PeerIndex> used) {
    PeerIndex index = names.get(node.path("Index Name").asText());
    if (index != null) {
      used.add(index);
    }
    node.path("Plans").forEach(child -> used(child, names, used));
  }

  /// As HypoPG says, which is all that these methods know.
  long bytes(PeerIndex index) throws SQLException {
    Long known = sizes.get(index);
    if (known == null) {
      known =
          Sql.of(
                  connection,
                  "SELECT hypopg_relation_size(indexrelid) AS bytes FROM hypopg_create_index(?)",
                  index.createSql())
              .one(row -> row.getLong(1));
      sizes.put(index, known);
    }
    return known;
  }

  List<PeerIndex> inOrder(Collection<PeerIndex> some) {
    List<PeerIndex> sorted = new ArrayList<>(some);
    sorted.sort(Comparator.comparing(PeerIndex::createSql));
    return sorted;
  }
}
