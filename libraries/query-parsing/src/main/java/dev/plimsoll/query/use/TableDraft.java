package dev.plimsoll.query.use;

import dev.plimsoll.query.use.KnownTables.KnownTable;
import dev.plimsoll.query.use.TableUse.ColumnFilter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A table's use while its statement is read.
final class TableDraft {
  private static final Set<String> SYSTEM_COLUMNS =
      Set.of("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid");

  final int number;
  final String alias;
  final List<ColumnFilter> filters = new ArrayList<>();
  final Set<String> read = new LinkedHashSet<>();
  final Set<String> output = new LinkedHashSet<>();
  final Set<String> assigned = new LinkedHashSet<>();
  boolean wholeRow;
  private final int query;
  private final @Nullable String schema;
  private final String name;
  private final boolean target;
  private final @Nullable KnownTable known;

  TableDraft(
      int number,
      int query,
      @Nullable String schema,
      String name,
      String alias,
      boolean target,
      Optional<KnownTable> known) {
    this.number = number;
    this.query = query;
    this.alias = alias;
    this.target = target;
    this.known = known.orElse(null);
    this.schema = this.known == null ? schema : this.known.schema();
    this.name = this.known == null ? name : this.known.name();
  }

  boolean isKnown() {
    return known != null;
  }

  boolean has(String column) {
    return known != null && (known.columns().contains(column) || SYSTEM_COLUMNS.contains(column));
  }

  List<String> columns() {
    return known == null ? List.of() : known.columns();
  }

  /// Whether `schema.name` in front of a column means this table.
  boolean isNamed(String schemaName, String tableName) {
    return alias.equals(tableName) && name.equals(tableName) && schemaName.equals(schema);
  }

  TableUse finished() {
    return new TableUse(
        query,
        schema,
        name,
        alias,
        known != null,
        target,
        filters,
        read,
        output,
        wholeRow,
        assigned);
  }
}
