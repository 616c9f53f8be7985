package dev.plimsoll.query.use;

import static dev.plimsoll.query.use.TreeNodes.body;
import static dev.plimsoll.query.use.TreeNodes.names;
import static dev.plimsoll.query.use.TreeNodes.text;
import static dev.plimsoll.query.use.TreeNodes.type;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.query.use.Scope.Computed;
import dev.plimsoll.query.use.Scope.Derived;
import dev.plimsoll.query.use.Scope.Meaning;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Names of a query's output.
final class OutputNames {
  private OutputNames() {}

  /// What a recursive query sees of itself: the names of its first part.
  static Derived ofItself(JsonNode table, String name) {
    List<String> names = names(table.path("aliascolnames"));
    JsonNode first = table.path("ctequery").path("SelectStmt");
    while (first.has("larg")) {
      first = first.path("larg");
    }
    boolean open = false;
    for (int i = names.size(); i < first.path("targetList").size(); i++) {
      JsonNode target = first.path("targetList").path(i).path("ResTarget");
      String column =
          text(target, "name").isEmpty() ? of(target.path("val")) : text(target, "name");
      open |= column.equals("*");
      names.add(column);
    }
    Map<String, Meaning> columns = new LinkedHashMap<>();
    names.forEach(column -> columns.put(column, new Computed()));
    return new Derived(name, open, columns);
  }

  /// As PostgreSQL names an output without AS.
  static String of(JsonNode value) {
    return switch (type(value)) {
      case "FuncCall" -> names(body(value).path("funcname")).getLast();
      case "TypeCast" -> {
        String inner = of(body(value).path("arg"));
        yield inner.equals("?column?")
            ? names(body(value).path("typeName").path("names")).getLast()
            : inner;
      }
      case "ColumnRef" -> names(body(value).path("fields")).getLast();
      case "CoalesceExpr" -> "coalesce";
      case "CaseExpr" -> "case";
      case "SubLink" ->
          text(body(value), "subLinkType").equals("EXISTS_SUBLINK") ? "exists" : "?column?";
      default -> "?column?";
    };
  }
}
