package dev.plimsoll.query.use;

import dev.plimsoll.query.use.StatementUse.ColumnPair;
import dev.plimsoll.query.use.StatementUse.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A statement's use while it is read.
final class StatementDraft {
  static final QueryUse NOTHING =
      new QueryUse(List.of(), List.of(), false, false, List.of(), false);

  final KnownTables catalog;
  final List<TableDraft> tables = new ArrayList<>();
  final List<QueryUse> queries = new ArrayList<>();
  final List<ColumnPair> joins = new ArrayList<>();
  final Set<String> unknown = new LinkedHashSet<>();

  StatementDraft(KnownTables catalog) {
    this.catalog = catalog;
  }

  Scope open(@Nullable Scope outer) {
    queries.add(NOTHING);
    return new Scope(queries.size() - 1, outer);
  }

  TableDraft add(int query, @Nullable String schema, String name, String alias, boolean target) {
    TableDraft table =
        new TableDraft(
            tables.size(), query, schema, name, alias, target, catalog.find(schema, name));
    tables.add(table);
    if (!table.isKnown()) {
      unknown.add(schema == null ? name : schema + "." + name);
    }
    return table;
  }

  StatementUse finished(Kind kind) {
    return new StatementUse(
        kind,
        queries,
        tables.stream().map(TableDraft::finished).toList(),
        joins,
        List.copyOf(unknown));
  }
}
