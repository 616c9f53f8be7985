package dev.plimsoll.connector.postgres;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.connector.source.SourceKeys.KeyRange;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The statements that compare the keys of two tables, each run by one of the databases alone.
/// Keys go from one to the other as text, and each reads them by its own type.
///
/// @param table at one of them
/// @param key the primary key
public record KeySql(QualifiedName table, List<Column> key) {

  /// The last key of a range of so many, by the target's order; no row where fewer are left. Its
  /// key may be a unique index over columns that take NULL, which no key of the source has.
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

  /// So many rows of a range at most, as what follows FROM. In order, so that no plan is chosen
  /// that reads more of the table than that: where two databases sort differently, a range of the
  /// one may be half the table of the other.
  ///
  /// @param only without what inherits from the table
  public String rows(KeyRange range, boolean only, long most) {
    return "(SELECT %s FROM %s%s ORDER BY %s LIMIT %d) AS r"
        .formatted(names(), Identifiers.relation(table, only), where(range), names(), most);
  }

  /// The keys of a range, so many at most, with the versions of their rows.
  public String keys(KeyRange range, int most) {
    return "SELECT %s, ctid::text, xmin::text FROM %s%s ORDER BY %s LIMIT %d"
        .formatted(texts(), name(), where(range), names(), most);
  }

  /// Which of the keys given are not there: one array of texts a column; the answer is numbers
  /// from 1.
  ///
  /// @param only without what inherits from the table
  public String missing(boolean only) {
    return """
        SELECT k.number FROM unnest(%s) WITH ORDINALITY AS k (%s, number)
        WHERE NOT EXISTS (SELECT FROM %s AS t WHERE %s)
        """
        .formatted(
            each(i -> "?::text[]", ", "),
            each(i -> "c" + i, ", "),
            Identifiers.relation(table, only),
            matches());
  }

  /// Which of the keys given are there as they are written, whatever else is held equal to them:
  /// arrays and answer as for {@link #missing}.
  public String written() {
    return """
        SELECT k.number FROM unnest(%s) WITH ORDINALITY AS k (%s, number)
        WHERE EXISTS (SELECT FROM %s AS t WHERE %s AND %s)
        """
        .formatted(
            each(i -> "?::text[]", ", "),
            each(i -> "c" + i, ", "),
            name(),
            matches(),
            each(
                i ->
                    "t.%s::text COLLATE \"C\" = k.c%d"
                        .formatted(Identifiers.quote(key.get(i).name()), i),
                " AND "));
  }

  /// Deletes the rows of these keys that are still of that version: arrays of texts as for
  /// {@link #missing}, then of ctid and xmin. A row that was written since is another.
  public String delete() {
    return """
        DELETE FROM %s AS t USING unnest(%s, ?::text[], ?::text[]) AS k (%s, place, version)
        WHERE %s AND t.ctid = k.place::tid AND t.xmin = k.version::xid
        """
        .formatted(name(), each(i -> "?::text[]", ", "), each(i -> "c" + i, ", "), matches());
  }

  /// The condition of a range, with its keyword; empty where it has every key.
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

  // As a row: an index on the key serves it.
  private String isAfter(List<String> last) {
    return "(%s) > (%s)".formatted(names(), constants(last));
  }

  private String constants(List<String> texts) {
    return WindowSql.constants(texts, key);
  }

  private String matches() {
    return each(
        i ->
            "t.%s = k.c%d::%s"
                .formatted(Identifiers.quote(key.get(i).name()), i, key.get(i).castName()),
        " AND ");
  }

  // With names of their own, or ORDER BY would take a column's name for its text and sort by that.
  private String texts() {
    return each(
        i -> "%s::text AS \"::%d\"".formatted(Identifiers.quote(key.get(i).name()), i + 1), ", ");
  }

  private String name() {
    return Identifiers.quote(table);
  }

  private String names() {
    return Identifiers.list(key.stream().map(Column::name).toList());
  }

  private String each(IntFunction<String> part, String between) {
    return IntStream.range(0, key.size()).mapToObj(part).collect(Collectors.joining(between));
  }
}
