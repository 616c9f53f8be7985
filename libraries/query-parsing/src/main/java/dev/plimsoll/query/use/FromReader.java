package dev.plimsoll.query.use;

import static dev.plimsoll.query.use.TreeNodes.body;
import static dev.plimsoll.query.use.TreeNodes.names;
import static dev.plimsoll.query.use.TreeNodes.string;
import static dev.plimsoll.query.use.TreeNodes.text;
import static dev.plimsoll.query.use.TreeNodes.textOrNull;
import static dev.plimsoll.query.use.TreeNodes.type;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.query.use.ComparedKey.ColumnKey;
import dev.plimsoll.query.use.Scope.Column;
import dev.plimsoll.query.use.Scope.Computed;
import dev.plimsoll.query.use.Scope.Derived;
import dev.plimsoll.query.use.Scope.Meaning;
import dev.plimsoll.query.use.Scope.Relation;
import dev.plimsoll.query.use.Scope.Stored;
import dev.plimsoll.query.use.StatementUse.ColumnPair;
import dev.plimsoll.query.use.TableUse.Against;
import dev.plimsoll.query.use.TableUse.ColumnFilter;
import dev.plimsoll.query.use.TableUse.Test;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// What stands in FROM and USING.
final class FromReader {
  private final StatementDraft draft;
  private final SelectReader queries;
  private final ExpressionReader expressions;
  private final ConditionReader conditions;

  FromReader(
      StatementDraft draft,
      SelectReader queries,
      ExpressionReader expressions,
      ConditionReader conditions) {
    this.draft = draft;
    this.queries = queries;
    this.expressions = expressions;
    this.conditions = conditions;
  }

  /// @param required of which tables a condition on a join's side is one on the answer's rows
  void read(JsonNode item, Scope scope, Predicate<TableDraft> required) {
    JsonNode body = body(item);
    switch (type(item)) {
      case "RangeVar" -> scope.relations.add(named(body, scope));
      case "RangeSubselect" -> {
        // Without LATERAL it sees what is around the query, and not its neighbours.
        boolean lateral = body.path("lateral").asBoolean();
        Scope outer = lateral ? scope : around(scope);
        Derived answer = queries.read(body.path("subquery").path("SelectStmt"), outer);
        scope.relations.add(aliased(answer, body.path("alias"), ""));
      }
      case "JoinExpr" -> readJoin(body, scope, required);
      case "RangeTableSample" -> {
        read(body.path("relation"), scope, required);
        expressions.read(body.path("args"), scope, false);
      }
      case "RangeFunction" -> {
        expressions.read(body.path("functions"), scope, false);
        scope.relations.add(function(body));
      }
      default -> { // XMLTABLE, JSON_TABLE
        expressions.read(body, scope, false);
        scope.relations.add(aliased(new Derived("", true, Map.of()), body.path("alias"), ""));
      }
    }
  }

  /// The queries around, and this query's CTEs.
  private static Scope around(Scope scope) {
    Scope outer = new Scope(scope.query, scope.outer);
    outer.commonTables.putAll(scope.commonTables);
    return outer;
  }

  private Relation named(JsonNode range, Scope scope) {
    String name = text(range, "relname");
    Derived common = range.has("schemaname") ? null : scope.commonTable(name);
    if (common != null) {
      return aliased(common, range.path("alias"), name);
    }
    return new Stored(table(range, scope, false));
  }

  TableDraft table(JsonNode range, Scope scope, boolean target) {
    String name = text(range, "relname");
    String alias = text(range.path("alias"), "aliasname");
    if (!range.path("alias").path("colnames").isEmpty()) {
      draft.unknown.add(alias + "(…)"); // columns under other names, which nobody writes
    }
    return draft.add(
        scope.query, textOrNull(range, "schemaname"), name, alias.isEmpty() ? name : alias, target);
  }

  private static Derived function(JsonNode range) {
    List<String> columns = names(range.path("alias").path("colnames"));
    for (JsonNode definition : range.path("coldeflist")) {
      columns.add(text(definition.path("ColumnDef"), "colname"));
    }
    Map<String, Meaning> meanings = new LinkedHashMap<>();
    columns.forEach(column -> meanings.put(column, new Computed()));
    String alias = text(range.path("alias"), "aliasname");
    if (alias.isEmpty()) {
      JsonNode call = range.path("functions").path(0).path("List").path("items").path(0);
      List<String> called = names(call.path("FuncCall").path("funcname"));
      alias = called.isEmpty() ? "" : called.getLast();
    }
    return new Derived(alias, columns.isEmpty(), meanings);
  }

  private static Derived aliased(Derived answer, JsonNode alias, String otherwise) {
    String name = text(alias, "aliasname");
    return renamed(answer.as(name.isEmpty() ? otherwise : name), names(alias.path("colnames")));
  }

  /// With the names that an alias gives to the first columns.
  static Derived renamed(Derived answer, List<String> names) {
    if (names.isEmpty()) {
      return answer;
    }
    Map<String, Meaning> columns = new LinkedHashMap<>();
    List<Map.Entry<String, Meaning>> former = List.copyOf(answer.columns().entrySet());
    for (int i = 0; i < Math.max(names.size(), former.size()); i++) {
      String name = i < names.size() ? names.get(i) : former.get(i).getKey();
      // Behind columns that are not known, places mean nothing.
      boolean certain = i < former.size() && !answer.open();
      columns.put(name, certain ? former.get(i).getValue() : new Computed());
    }
    return new Derived(answer.alias(), answer.open() && names.size() < former.size(), columns);
  }

  private void readJoin(JsonNode join, Scope scope, Predicate<TableDraft> required) {
    int before = scope.relations.size();
    String type = text(join, "jointype");
    boolean leftKept = type.equals("JOIN_LEFT") || type.equals("JOIN_FULL");
    boolean rightKept = type.equals("JOIN_RIGHT") || type.equals("JOIN_FULL");
    read(join.path("larg"), scope, table -> !rightKept && required.test(table));
    int between = scope.relations.size();
    read(join.path("rarg"), scope, table -> !leftKept && required.test(table));
    List<Relation> left = List.copyOf(scope.relations.subList(before, between));
    List<Relation> right = List.copyOf(scope.relations.subList(between, scope.relations.size()));
    Set<TableDraft> kept = new HashSet<>();
    if (leftKept) {
      kept.addAll(tables(left));
    }
    if (rightKept) {
      kept.addAll(tables(right));
    }
    using(join, scope, left, right, kept);
    // A condition of an outer join ends no row of the side that is kept, but is one on the other's.
    conditions.read(join.path("quals"), scope, table -> !kept.contains(table));
  }

  private static List<TableDraft> tables(List<Relation> relations) {
    List<TableDraft> tables = new ArrayList<>();
    for (Relation relation : relations) {
      switch (relation) {
        case Stored stored -> tables.add(stored.table());
        case Derived derived ->
            derived
                .columns()
                .values()
                .forEach(
                    meaning -> {
                      if (meaning instanceof Column column) {
                        tables.add(column.table());
                      }
                    });
      }
    }
    return tables;
  }

  private void using(
      JsonNode join, Scope scope, List<Relation> left, List<Relation> right, Set<TableDraft> kept) {
    List<String> columns = new ArrayList<>();
    join.path("usingClause").forEach(name -> columns.add(string(name)));
    if (join.path("isNatural").asBoolean()) {
      if (left.stream().anyMatch(Relation::open) || right.stream().anyMatch(Relation::open)) {
        draft.unknown.add("NATURAL JOIN");
        return;
      }
      Set<String> names = new HashSet<>();
      left.forEach(relation -> names.addAll(columns(relation)));
      right.forEach(r -> columns(r).stream().filter(names::contains).forEach(columns::add));
    }
    for (String column : columns) {
      scope.merged.add(column);
      Meaning one = meaning(left, column);
      Meaning other = meaning(right, column);
      if (one instanceof Column l && other instanceof Column r) {
        l.table().read.add(l.name());
        r.table().read.add(r.name());
        draft.joins.add(
            new ColumnPair(
                l.table().number,
                new ColumnKey(l.name()),
                "=",
                r.table().number,
                new ColumnKey(r.name()),
                !kept.contains(l.table()),
                !kept.contains(r.table())));
      } else if (one instanceof Column l && other instanceof Computed) {
        merged(l, !kept.contains(l.table()));
      } else if (one instanceof Computed && other instanceof Column r) {
        merged(r, !kept.contains(r.table()));
      } else if (!(one instanceof Computed && other instanceof Computed)) {
        draft.unknown.add("USING (" + column + ")");
      }
    }
  }

  /// Compared with something that was computed.
  private static void merged(Column column, boolean required) {
    column.table().read.add(column.name());
    column
        .table()
        .filters
        .add(
            new ColumnFilter(
                new ColumnKey(column.name()),
                Test.EQUAL,
                "=",
                Against.EXPRESSION,
                null,
                required && column.plain()));
  }

  private static List<String> columns(Relation relation) {
    return switch (relation) {
      case Stored stored -> stored.table().columns();
      case Derived derived -> List.copyOf(derived.columns().keySet());
    };
  }

  private static Meaning meaning(List<Relation> relations, String column) {
    for (Relation relation : relations) {
      Meaning meaning = relation.column(column);
      boolean certain =
          meaning instanceof Computed
              || meaning instanceof Column c && (relations.size() == 1 || c.table().has(c.name()));
      if (certain) {
        return meaning;
      }
    }
    return new Scope.Unknown();
  }
}
