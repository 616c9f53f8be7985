package dev.plimsoll.connector.postgres;

import static dev.plimsoll.postgres.sql.Identifiers.quote;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Statements that compare the keys of tables in two databases, each run by one of them. Keys are
/// exchanged as text, and each database parses them by its own types.
///
/// @param key the primary key
public record KeySql(QualifiedName table, List<Column> key) {
  /// The last key of a range of so many in the target's order; no row where fewer are left. Keys
  /// with NULL, which a unique index allows, are left out: the source has none.
  public String lastOfRange(List<String> after, int keys) {
    return "SELECT %s FROM %s WHERE (%s) IS NOT NULL%s ORDER BY %s OFFSET %d LIMIT 1"
        .formatted(
            texts(),
            name(),
            names(),
            after.isEmpty() ? "" : " AND " + isAfter(after),
            names(),
            keys - 1);
  }

  /// At most so many keys of a range, as a FROM item. Sorted, so that the plan reads no more: with
  /// another sort order, a range of one database may be half the table of the other.
  ///
  /// @param only without inheriting tables
  public String rows(KeyRange range, boolean only, long most) {
    return "(SELECT %s FROM %s%s ORDER BY %s LIMIT %d) AS r"
        .formatted(names(), Identifiers.relation(table, only), where(range), names(), most);
  }

  /// At most so many keys of a range, with the versions of their rows.
  public String keys(KeyRange range, int most) {
    return "SELECT %s, ctid::text, xmin::text FROM %s%s ORDER BY %s LIMIT %d"
        .formatted(texts(), name(), where(range), names(), most);
  }

  /// Numbers, from 1, of the given keys that do not exist; parameters are a text array per column.
  ///
  /// @param only without inheriting tables
  public String missing(boolean only) {
    return numbers("NOT EXISTS", Identifiers.relation(table, only), matches());
  }

  private String numbers(String exists, String relation, String condition) {
    return """
        SELECT k.number FROM unnest(%s) WITH ORDINALITY AS k (%s, number)
        WHERE %s (SELECT FROM %s AS t WHERE %s)
        """
        .formatted(
            each(_ -> "?::text[]", ", "), each(i -> "c" + i, ", "), exists, relation, condition);
  }

  /// Numbers of the given keys that exist in the same spelling, where several may be equal;
  /// parameters as for {@link #missing}.
  public String written() {
    String spelled = "t.%s::text COLLATE \"C\" = k.c%d";
    return numbers(
        "EXISTS",
        name(),
        matches() + " AND " + each(i -> spelled.formatted(quote(key.get(i).name()), i), " AND "));
  }

  /// Deletes rows by key unless they changed: arrays as for {@link #missing}, then of ctid and
  /// xmin.
  public String delete() {
    return """
        DELETE FROM %s AS t USING unnest(%s, ?::text[], ?::text[]) AS k (%s, place, version)
        WHERE %s AND t.ctid = k.place::tid AND t.xmin = k.version::xid
        """
        .formatted(name(), each(i -> "?::text[]", ", "), each(i -> "c" + i, ", "), matches());
  }

  /// The condition of a range with its keyword; empty for all keys.
  public String where(KeyRange range) {
    List<String> conditions = new ArrayList<>();
    if (!range.after().isEmpty()) {
      conditions.add(isAfter(range.after()));
    }
    if (!range.isLast()) {
      conditions.add("(%s) <= (%s)".formatted(names(), constants(range.upTo())));
    }
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  // A row comparison, which an index on the key serves.
  private String isAfter(List<String> last) {
    return "(%s) > (%s)".formatted(names(), constants(last));
  }

  private String constants(List<String> texts) {
    return RangeQuery.constants(texts, key);
  }

  private String matches() {
    return each(
        i -> "t.%s = k.c%d::%s".formatted(quote(key.get(i).name()), i, key.get(i).castName()),
        " AND ");
  }

  // With names of their own: ORDER BY a column's name would sort by its text.
  private String texts() {
    return each(i -> "%s::text AS \"::%d\"".formatted(quote(key.get(i).name()), i + 1), ", ");
  }

  private String name() {
    return quote(table);
  }

  private String names() {
    return Identifiers.list(key.stream().map(Column::name).toList());
  }

  private String each(IntFunction<String> part, String between) {
    return IntStream.range(0, key.size()).mapToObj(part).collect(Collectors.joining(between));
  }
}
