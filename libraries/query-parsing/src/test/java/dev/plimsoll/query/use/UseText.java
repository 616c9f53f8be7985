package dev.plimsoll.query.use;

import static java.util.stream.Collectors.joining;

import dev.plimsoll.query.use.QueryUse.SortKey;
import dev.plimsoll.query.use.QueryUse.TableKey;
import dev.plimsoll.query.use.StatementUse.ColumnPair;
import dev.plimsoll.query.use.TableUse.ColumnFilter;
import java.util.List;

/// A use as lines that a person can check. What does not decide about every row stands in
/// brackets.
final class UseText {
  private final StatementUse use;
  private final StringBuilder text = new StringBuilder();

  private UseText(StatementUse use) {
    this.use = use;
  }

  static String of(StatementUse use) {
    return new UseText(use).write();
  }

  private String write() {
    line(use.kind().name());
    for (int i = 0; i < use.queries().size(); i++) {
      query(i, use.queries().get(i));
    }
    for (TableUse table : use.tables()) {
      line(
          "table %s%s in %d%s%s: reads %s%s%s%s",
          table.schema() == null ? "" : table.schema() + ".",
          table.name() + (table.alias().equals(table.name()) ? "" : " " + table.alias()),
          table.query(),
          table.known() ? "" : ", unknown",
          table.target() ? ", written" : "",
          table.wholeRow() ? "* " : "",
          table.read(),
          table.output().isEmpty() ? "" : " answers " + table.output(),
          table.assigned().isEmpty() ? "" : " assigns " + table.assigned());
      table.filters().forEach(this::filter);
    }
    for (ColumnPair pair : use.joins()) {
      line(
          "join %s %s %s",
          side(named(pair.leftTable(), pair.left()), pair.searchLeft()),
          pair.operator(),
          side(named(pair.rightTable(), pair.right()), pair.searchRight()));
    }
    if (!use.unknown().isEmpty()) {
      line("unknown " + use.unknown());
    }
    return text.toString();
  }

  private static String side(String key, boolean search) {
    return search ? key : "[" + key + "]";
  }

  private void query(int place, QueryUse query) {
    String parts =
        (query.groups() ? " group by " + keys(query.groupBy()) : "")
            + (query.distinct() ? " distinct" : "")
            + (query.distinctOn().isEmpty() ? "" : " distinct on " + keys(query.distinctOn()))
            + (query.orderBy().isEmpty()
                ? ""
                : " order by " + query.orderBy().stream().map(this::sort).collect(joining(", ")))
            + (query.limited() ? " limit" : "");
    if (!parts.isEmpty()) {
      line("query " + place + parts);
    }
  }

  private String sort(SortKey key) {
    return (key.known() ? named(key.table(), key.key()) : "?")
        + (key.descending() ? " desc" : "")
        + switch (key.nulls()) {
          case DEFAULT -> "";
          case FIRST -> " nulls first";
          case LAST -> " nulls last";
        };
  }

  private String keys(List<TableKey> keys) {
    return keys.stream().map(k -> named(k.table(), k.key())).collect(joining(", "));
  }

  private void filter(ColumnFilter filter) {
    String what =
        "%s %s %s%s %s"
            .formatted(
                key(filter.key()),
                filter.test(),
                filter.operator(),
                filter.literal() == null ? "" : " " + filter.literal(),
                filter.against());
    line("  " + (filter.required() ? what : "[" + what + "]"));
  }

  private String named(int table, ComparedKey key) {
    return table < 0 ? "?" : use.tables().get(table).alias() + "." + key(key);
  }

  private static String key(ComparedKey key) {
    return switch (key) {
      case ComparedKey.ColumnKey column -> column.name();
      case ComparedKey.ExpressionKey e ->
          "{" + e.sql() + "}" + e.columns() + (e.parameters() ? "?" : "");
      case ComparedKey.RowKey row -> row.parts().stream().map(UseText::key).toList().toString();
      case ComparedKey.NoKey none -> "?";
    };
  }

  private void line(String line, Object... parts) {
    text.append(parts.length == 0 ? line : line.formatted(parts)).append('\n');
  }
}
