package dev.plimsoll.query.use;

import static dev.plimsoll.query.use.TreeNodes.names;
import static dev.plimsoll.query.use.TreeNodes.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.query.use.QueryUse.Nulls;
import dev.plimsoll.query.use.QueryUse.SortKey;
import dev.plimsoll.query.use.QueryUse.TableKey;
import dev.plimsoll.query.use.Scope.Column;
import dev.plimsoll.query.use.Scope.Computed;
import dev.plimsoll.query.use.Scope.Derived;
import dev.plimsoll.query.use.Scope.Meaning;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// SELECT in all its forms, wherever it stands.
final class SelectReader {
  private final StatementDraft draft;
  private final ExpressionReader expressions;
  private final ConditionReader conditions;
  private final FromReader from;
  private final ModifyReader modifications;

  SelectReader(StatementDraft draft) {
    this.draft = draft;
    expressions = new ExpressionReader(draft, this);
    conditions = new ConditionReader(draft, expressions, this);
    from = new FromReader(draft, this, expressions, conditions);
    modifications = new ModifyReader(draft, this, from, expressions, conditions);
  }

  ModifyReader modifications() {
    return modifications;
  }

  /// @param select the body of a SelectStmt
  Derived read(JsonNode select, @Nullable Scope outer) {
    return read(select, outer, table -> false, true);
  }

  /// @param outerRequired of which tables around it its conditions are some on their rows, as
  ///     those of `EXISTS (…)` are
  /// @param answered whether anybody looks at its output, which of `EXISTS (…)` nobody does
  Derived read(
      JsonNode select,
      @Nullable Scope outer,
      Predicate<TableDraft> outerRequired,
      boolean answered) {
    int tablesAround = draft.tables.size();
    Predicate<TableDraft> required =
        table -> table.number >= tablesAround || outerRequired.test(table);
    Scope scope = draft.open(outer);
    readCommonTables(select.path("withClause"), scope);
    if (select.has("larg")) {
      return readUnion(select, scope);
    }
    select.path("fromClause").forEach(item -> from.read(item, scope, required));
    if (answered) {
      select.path("targetList").forEach(target -> readTarget(target, scope));
    }
    select.path("valuesLists").forEach(values -> expressions.read(values, scope, false));
    conditions.read(select.path("whereClause"), scope, required);
    List<TableKey> groups = new ArrayList<>();
    for (JsonNode group : select.path("groupClause")) {
      groupKeys(group, select, scope, groups);
    }
    expressions.read(select.path("havingClause"), scope, false);
    expressions.read(select.path("windowClause"), scope, false);
    List<TableKey> distinctOn = new ArrayList<>();
    boolean distinct = false;
    for (JsonNode key : select.path("distinctClause")) {
      if (key.isEmpty()) {
        distinct = true;
      } else {
        distinctOn.add(expressions.tableKey(outputOf(key, select, scope, true), scope));
      }
    }
    draft.queries.set(
        scope.query,
        new QueryUse(
            sortKeys(select, scope),
            groups,
            !select.path("groupClause").isEmpty(),
            distinct,
            distinctOn,
            limited(select, scope)));
    return answer(select, scope);
  }

  private Derived readUnion(JsonNode select, Scope scope) {
    Derived left = read(select.path("larg"), scope);
    read(select.path("rarg"), scope);
    List<SortKey> keys = new ArrayList<>();
    for (JsonNode key : select.path("sortClause")) {
      keys.add(sortKey(key.path("SortBy"), new TableKey(-1, new ComparedKey.NoKey())));
    }
    boolean distinct = !select.path("all").asBoolean();
    draft.queries.set(
        scope.query,
        new QueryUse(keys, List.of(), false, distinct, List.of(), limited(select, scope)));
    Map<String, Meaning> columns = new LinkedHashMap<>();
    left.columns().keySet().forEach(name -> columns.put(name, new Computed()));
    return new Derived("", left.open(), columns);
  }

  void readCommonTables(JsonNode with, Scope scope) {
    for (JsonNode node : with.path("ctes")) {
      JsonNode table = node.path("CommonTableExpr");
      String name = text(table, "ctename");
      if (with.path("recursive").asBoolean()) {
        scope.commonTables.put(name, OutputNames.ofItself(table, name));
      }
      Derived answer = modifications.readAny(table.path("ctequery"), scope);
      scope.commonTables.put(
          name, FromReader.renamed(answer.as(name), names(table.path("aliascolnames"))));
    }
  }

  void readTarget(JsonNode target, Scope scope) {
    JsonNode value = target.path("ResTarget").path("val");
    expressions.read(value, scope, true);
  }

  private void groupKeys(JsonNode group, JsonNode select, Scope scope, List<TableKey> keys) {
    if (group.has("GroupingSet")) {
      expressions.read(group, scope, false);
      return;
    }
    JsonNode key = outputOf(group, select, scope, false);
    expressions.read(key, scope, false);
    keys.add(expressions.tableKey(key, scope));
  }

  private List<SortKey> sortKeys(JsonNode select, Scope scope) {
    List<SortKey> keys = new ArrayList<>();
    for (JsonNode node : select.path("sortClause")) {
      JsonNode sort = node.path("SortBy");
      JsonNode key = outputOf(sort.path("node"), select, scope, true);
      expressions.read(key, scope, false);
      keys.add(sortKey(sort, expressions.tableKey(key, scope)));
    }
    return keys;
  }

  private static SortKey sortKey(JsonNode sort, TableKey key) {
    Nulls nulls =
        switch (text(sort, "sortby_nulls")) {
          case "SORTBY_NULLS_FIRST" -> Nulls.FIRST;
          case "SORTBY_NULLS_LAST" -> Nulls.LAST;
          default -> Nulls.DEFAULT;
        };
    boolean using = text(sort, "sortby_dir").equals("SORTBY_USING");
    boolean descending = text(sort, "sortby_dir").equals("SORTBY_DESC");
    return new SortKey(
        key.table() >= 0 && !using,
        using ? -1 : key.table(),
        using ? new ComparedKey.NoKey() : key.key(),
        descending,
        nulls);
  }

  /// What a key of ORDER BY or GROUP BY is: a number counts the output's columns, and a name may
  /// be one of theirs. ORDER BY prefers it to a table's column, GROUP BY does not.
  private JsonNode outputOf(JsonNode key, JsonNode select, Scope scope, boolean outputFirst) {
    JsonNode targets = select.path("targetList");
    if (key.path("A_Const").has("ival")) {
      int place = key.path("A_Const").path("ival").path("ival").asInt();
      JsonNode value = targets.path(place - 1).path("ResTarget").path("val");
      return value.isMissingNode() ? key : value;
    }
    if (!key.has("ColumnRef")) {
      return key;
    }
    List<String> names = names(key.path("ColumnRef").path("fields"));
    if (names.size() != 1 || !outputFirst && expressions.column(key, scope).isPresent()) {
      return key;
    }
    for (JsonNode target : targets) {
      JsonNode output = target.path("ResTarget");
      if (text(output, "name").equals(names.getFirst())) {
        return output.path("val");
      }
    }
    return key;
  }

  private boolean limited(JsonNode select, Scope scope) {
    JsonNode limit = select.path("limitCount");
    expressions.read(limit, scope, false);
    expressions.read(select.path("limitOffset"), scope, false);
    return !limit.isMissingNode() && !limit.path("A_Const").has("isnull");
  }

  private Derived answer(JsonNode select, Scope scope) {
    boolean plain =
        !select.has("groupClause")
            && !select.has("distinctClause")
            && !select.has("limitCount")
            && !select.has("limitOffset")
            && select.path("targetList").findValues("over").isEmpty();
    if (select.has("valuesLists")) {
      Map<String, Meaning> columns = new LinkedHashMap<>();
      JsonNode first = select.path("valuesLists").path(0).path("List").path("items");
      for (int i = 1; i <= first.size(); i++) {
        columns.put("column" + i, new Computed());
      }
      return new Derived("", false, columns);
    }
    return answerOf(select.path("targetList"), scope, plain);
  }

  /// Columns of a target or RETURNING list.
  Derived answerOf(JsonNode targets, Scope scope, boolean plain) {
    Map<String, Meaning> columns = new LinkedHashMap<>();
    boolean open = false;
    for (JsonNode node : targets) {
      JsonNode target = node.path("ResTarget");
      JsonNode value = target.path("val");
      List<String> names = names(value.path("ColumnRef").path("fields"));
      if (!names.isEmpty() && names.getLast().equals("*")) {
        open |= expand(names, scope, plain, columns);
        continue;
      }
      String name = text(target, "name");
      if (name.isEmpty()) {
        name = names.isEmpty() ? OutputNames.of(value) : names.getLast();
      }
      Optional<Column> column = expressions.column(value, scope);
      columns.put(
          columns.containsKey(name) ? name + " " + columns.size() : name,
          column
              .<Meaning>map(c -> new Column(c.table(), c.name(), c.plain() && plain))
              .orElse(new Computed()));
    }
    return new Derived("", open, columns);
  }

  private static boolean expand(
      List<String> names, Scope scope, boolean plain, Map<String, Meaning> columns) {
    boolean open = false;
    for (Scope.Relation relation : scope.relations) {
      if (names.size() > 1 && !relation.alias().equals(names.get(names.size() - 2))) {
        continue;
      }
      open |= relation.open();
      switch (relation) {
        case Scope.Stored stored ->
            stored
                .table()
                .columns()
                .forEach(c -> columns.putIfAbsent(c, new Column(stored.table(), c, plain)));
        case Derived derived ->
            derived
                .columns()
                .forEach(
                    (name, meaning) ->
                        columns.putIfAbsent(
                            name,
                            meaning instanceof Column c
                                ? new Column(c.table(), c.name(), c.plain() && plain)
                                : meaning));
      }
    }
    return open;
  }
}
