package dev.plimsoll.query.use;

import static dev.plimsoll.query.use.TreeNodes.body;
import static dev.plimsoll.query.use.TreeNodes.names;
import static dev.plimsoll.query.use.TreeNodes.type;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.query.use.ComparedKey.ColumnKey;
import dev.plimsoll.query.use.ComparedKey.ExpressionKey;
import dev.plimsoll.query.use.ComparedKey.NoKey;
import dev.plimsoll.query.use.ComparedKey.RowKey;
import dev.plimsoll.query.use.QueryUse.TableKey;
import dev.plimsoll.query.use.Scope.Column;
import dev.plimsoll.query.use.Scope.Computed;
import dev.plimsoll.query.use.Scope.Derived;
import dev.plimsoll.query.use.Scope.Meaning;
import dev.plimsoll.query.use.Scope.Relation;
import dev.plimsoll.query.use.Scope.Row;
import dev.plimsoll.query.use.Scope.Stored;
import dev.plimsoll.query.use.Scope.Unknown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Expressions: which columns they read, and whether they could be an index's key.
final class ExpressionReader {
  private final StatementDraft draft;
  private final SelectReader queries;

  ExpressionReader(StatementDraft draft, SelectReader queries) {
    this.draft = draft;
    this.queries = queries;
  }

  /// Notes every column that is read.
  void read(JsonNode node, Scope scope, boolean output) {
    switch (type(node)) {
      case "ColumnRef" -> readColumn(names(body(node).path("fields")), scope, output);
      case "SelectStmt" -> queries.read(body(node), scope);
      case "SubLink" -> {
        JsonNode link = body(node);
        read(link.path("testexpr"), scope, false);
        boolean answered = !TreeNodes.text(link, "subLinkType").equals("EXISTS_SUBLINK");
        queries.read(link.path("subselect").path("SelectStmt"), scope, table -> false, answered);
      }
      default -> node.forEach(child -> read(child, scope, output));
    }
  }

  private void readColumn(List<String> names, Scope scope, boolean output) {
    if (names.getLast().equals("*")) {
      readStar(names, scope, output);
      return;
    }
    switch (scope.find(names)) {
      case Column column -> note(column, output);
      case Row row -> rowOf(row.alias(), scope).ifPresent(r -> readAll(r, output));
      case Unknown unknown -> draft.unknown.add(String.join(".", names));
      case Computed computed -> {}
      case Scope.Absent absent -> draft.unknown.add(String.join(".", names));
    }
  }

  private static Optional<Relation> rowOf(String alias, Scope scope) {
    for (Scope s = scope; s != null; s = s.outer) {
      Optional<Relation> found =
          s.relations.stream().filter(r -> r.alias().equals(alias)).findFirst();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private void readStar(List<String> names, Scope scope, boolean output) {
    if (names.size() == 1) {
      scope.relations.forEach(relation -> readAll(relation, output));
    } else {
      rowOf(names.get(names.size() - 2), scope)
          .ifPresentOrElse(
              relation -> readAll(relation, output),
              () -> draft.unknown.add(String.join(".", names)));
    }
  }

  private static void readAll(Relation relation, boolean output) {
    switch (relation) {
      case Stored stored -> stored.table().wholeRow = true;
      case Derived derived ->
          derived
              .columns()
              .values()
              .forEach(
                  meaning -> {
                    if (meaning instanceof Column column) {
                      note(column, output);
                    }
                  });
    }
  }

  private static void note(Column column, boolean output) {
    column.table().read.add(column.name());
    if (output) {
      column.table().output.add(column.name());
    }
  }

  /// The one column that an expression is, behind nothing.
  Optional<Column> column(JsonNode node, Scope scope) {
    return node.has("ColumnRef")
            && scope.find(names(node.path("ColumnRef").path("fields"))) instanceof Column column
        ? Optional.of(column)
        : Optional.empty();
  }

  /// An expression as a key of the one table whose columns it reads.
  Optional<Found> key(JsonNode node, Scope scope) {
    Optional<Column> column = column(node, scope);
    if (column.isPresent()) {
      return column.map(c -> new Found(c.table(), new ColumnKey(c.name()), c.plain()));
    }
    if (node.has("RowExpr")) {
      return row(node.path("RowExpr").path("args"), scope);
    }
    Set<Meaning> meanings = new LinkedHashSet<>();
    if (!collect(node, scope, meanings) || meanings.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Boolean> columns = new LinkedHashMap<>();
    TableDraft table = null;
    for (Meaning meaning : meanings) {
      if (!(meaning instanceof Column c) || table != null && table != c.table()) {
        return Optional.empty();
      }
      table = c.table();
      columns.put(c.name(), c.plain());
    }
    TableDraft only = table;
    Optional<String> sql = ExpressionText.of(node);
    if (only == null || sql.isEmpty()) {
      return Optional.empty();
    }
    boolean parameters = !node.findValues("ParamRef").isEmpty();
    return Optional.of(
        new Found(
            only,
            new ExpressionKey(sql.get(), List.copyOf(columns.keySet()), parameters),
            !columns.containsValue(false)));
  }

  private Optional<Found> row(JsonNode parts, Scope scope) {
    List<ComparedKey> keys = new ArrayList<>();
    TableDraft table = null;
    boolean plain = true;
    for (JsonNode part : parts) {
      Optional<Found> key = key(part, scope);
      if (key.isEmpty() || table != null && table != key.get().table()) {
        return Optional.empty();
      }
      table = key.get().table();
      plain &= key.get().plain();
      keys.add(key.get().key());
    }
    return table == null
        ? Optional.empty()
        : Optional.of(new Found(table, new RowKey(keys), plain));
  }

  TableKey tableKey(JsonNode node, Scope scope) {
    return key(node, scope)
        .map(found -> new TableKey(found.table().number, found.key()))
        .orElse(new TableKey(-1, new NoKey()));
  }

  /// Tables whose columns an expression reads; null where it holds a query or something unknown.
  @Nullable Set<TableDraft> tables(JsonNode node, Scope scope) {
    Set<Meaning> meanings = new LinkedHashSet<>();
    if (!collect(node, scope, meanings)) {
      return null;
    }
    Set<TableDraft> tables = new LinkedHashSet<>();
    for (Meaning meaning : meanings) {
      if (meaning instanceof Column column) {
        tables.add(column.table());
      }
    }
    return tables;
  }

  private static boolean collect(JsonNode node, Scope scope, Set<Meaning> meanings) {
    if (node.has("SubLink")) {
      return false;
    }
    if (node.has("ColumnRef")) {
      List<String> names = names(node.path("ColumnRef").path("fields"));
      Meaning meaning = names.getLast().equals("*") ? new Unknown() : scope.find(names);
      meanings.add(meaning);
      return !(meaning instanceof Unknown);
    }
    for (JsonNode child : node) {
      if (!collect(child, scope, meanings)) {
        return false;
      }
    }
    return true;
  }

  /// @param plain whether a condition on it is one on the table's rows
  record Found(TableDraft table, ComparedKey key, boolean plain) {}
}
