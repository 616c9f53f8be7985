package dev.plimsoll.query.use;

import static dev.plimsoll.query.use.TreeNodes.body;
import static dev.plimsoll.query.use.TreeNodes.text;
import static dev.plimsoll.query.use.TreeNodes.type;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.query.use.Scope.Computed;
import dev.plimsoll.query.use.Scope.Derived;
import dev.plimsoll.query.use.Scope.Meaning;
import dev.plimsoll.query.use.Scope.Stored;
import dev.plimsoll.query.use.StatementUse.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// INSERT, UPDATE, DELETE and MERGE, and which statement a node is.
final class ModifyReader {
  private static final Derived NO_ANSWER = new Derived("", false, Map.of());

  private final StatementDraft draft;
  private final SelectReader queries;
  private final FromReader from;
  private final ExpressionReader expressions;
  private final ConditionReader conditions;

  ModifyReader(
      StatementDraft draft,
      SelectReader queries,
      FromReader from,
      ExpressionReader expressions,
      ConditionReader conditions) {
    this.draft = draft;
    this.queries = queries;
    this.from = from;
    this.expressions = expressions;
    this.conditions = conditions;
  }

  static Kind kind(JsonNode statement) {
    return switch (type(statement)) {
      case "SelectStmt" ->
          statement.path("SelectStmt").has("intoClause") ? Kind.UTILITY : Kind.SELECT;
      case "InsertStmt" -> Kind.INSERT;
      case "UpdateStmt" -> Kind.UPDATE;
      case "DeleteStmt" -> Kind.DELETE;
      case "MergeStmt" -> Kind.MERGE;
      default -> Kind.UTILITY;
    };
  }

  Derived readAny(JsonNode statement, @Nullable Scope outer) {
    JsonNode body = body(statement);
    return switch (type(statement)) {
      case "SelectStmt" -> queries.read(body, outer);
      case "InsertStmt" -> insert(body, outer);
      case "UpdateStmt" -> update(body, outer);
      case "DeleteStmt" -> delete(body, outer);
      case "MergeStmt" -> merge(body, outer);
      // EXPLAIN, DECLARE, CREATE TABLE AS, PREPARE and COPY have a query within.
      default -> body.has("query") ? readAny(body.path("query"), outer) : NO_ANSWER;
    };
  }

  private Derived insert(JsonNode insert, @Nullable Scope outer) {
    Scope scope = draft.open(outer);
    queries.readCommonTables(insert.path("withClause"), scope);
    JsonNode source = insert.path("selectStmt").path("SelectStmt");
    if (!source.isMissingNode()) {
      queries.read(source, scope);
    }
    TableDraft table = target(insert, scope);
    if (insert.path("cols").isEmpty()) {
      table.assigned.addAll(table.columns());
    }
    insert.path("cols").forEach(c -> table.assigned.add(text(c.path("ResTarget"), "name")));
    JsonNode conflict = insert.path("onConflictClause");
    expressions.read(conflict.path("infer"), scope, false);
    Scope updated = new Scope(scope.query, scope.outer);
    updated.commonTables.putAll(scope.commonTables);
    updated.relations.addAll(scope.relations);
    Map<String, Meaning> columns = new LinkedHashMap<>();
    table.columns().forEach(column -> columns.put(column, new Computed()));
    updated.excluded = new Derived("excluded", true, columns);
    assign(conflict.path("targetList"), table, updated);
    conditions.read(conflict.path("whereClause"), updated, any -> false);
    return returned(insert, scope);
  }

  private Derived update(JsonNode update, @Nullable Scope outer) {
    Scope scope = draft.open(outer);
    queries.readCommonTables(update.path("withClause"), scope);
    TableDraft table = target(update, scope);
    update.path("fromClause").forEach(item -> from.read(item, scope, any -> true));
    assign(update.path("targetList"), table, scope);
    conditions.read(update.path("whereClause"), scope, any -> true);
    return returned(update, scope);
  }

  private Derived delete(JsonNode delete, @Nullable Scope outer) {
    Scope scope = draft.open(outer);
    queries.readCommonTables(delete.path("withClause"), scope);
    target(delete, scope);
    delete.path("usingClause").forEach(item -> from.read(item, scope, any -> true));
    conditions.read(delete.path("whereClause"), scope, any -> true);
    return returned(delete, scope);
  }

  private Derived merge(JsonNode merge, @Nullable Scope outer) {
    Scope scope = draft.open(outer);
    queries.readCommonTables(merge.path("withClause"), scope);
    TableDraft table = target(merge, scope);
    from.read(merge.path("sourceRelation"), scope, any -> true);
    conditions.read(merge.path("joinCondition"), scope, searched -> searched == table);
    for (JsonNode node : merge.path("mergeWhenClauses")) {
      JsonNode when = node.path("MergeWhenClause");
      expressions.read(when.path("condition"), scope, false);
      expressions.read(when.path("values"), scope, false);
      assign(when.path("targetList"), table, scope);
    }
    return returned(merge, scope);
  }

  private TableDraft target(JsonNode statement, Scope scope) {
    TableDraft table = from.table(statement.path("relation"), scope, true);
    scope.relations.add(new Stored(table));
    return table;
  }

  private void assign(JsonNode targets, TableDraft table, Scope scope) {
    for (JsonNode node : targets) {
      JsonNode target = node.path("ResTarget");
      table.assigned.add(text(target, "name"));
      expressions.read(target.path("indirection"), scope, false);
      expressions.read(target.path("val"), scope, false);
    }
  }

  private Derived returned(JsonNode statement, Scope scope) {
    JsonNode list = statement.path("returningClause").path("exprs");
    JsonNode targets = list.isMissingNode() ? statement.path("returningList") : list;
    targets.forEach(target -> queries.readTarget(target, scope));
    return queries.answerOf(targets, scope, false);
  }
}
