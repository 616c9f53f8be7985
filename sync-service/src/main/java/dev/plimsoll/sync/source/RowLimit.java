package dev.plimsoll.sync.source;

import dev.plimsoll.postgres.sql.Identifiers;
import dev.plimsoll.sync.column.Column;
import dev.plimsoll.sync.column.UnsupportedValueException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Bytes that a row may have to be read: a driver hands out a row whole, so it has to fit into the
/// heap before anybody can ask how large it is. The source is asked instead, in the statement that
/// reads.
///
/// @param bytes of the row's values of variable length, in COPY's form
public record RowLimit(long bytes) {
  /// Of rows that are small by themselves.
  public static final RowLimit NONE = new RowLimit(Long.MAX_VALUE);

  /// By which the server's error is known that the condition makes.
  static final String MARK = "plimsoll-row-limit ";

  private static final int VARHDRSZ = 4;
  private static final int BYTES_PER_CHARACTER = 4;

  // A page holds a few hundred such values at most, which together are far from any limit.
  private static final int SMALL_VALUE = 1024;

  // Compressed by 255 at most (lz4), and text of what is kept in a form of its own by 4, about.
  private static final int MOST_GROWTH = 1024;

  private static final int LONGEST_KEY = 100;

  /// Half of it.
  public RowLimit half() {
    return bytes == Long.MAX_VALUE ? this : new RowLimit(bytes / 2);
  }

  /// A condition that holds for rows within the limit. Of another it makes an error of the server,
  /// so that none is left out silently, which says the sizes of {@link #measured} columns and
  /// where the row is.
  ///
  /// Values of `text` and `bytea` are not even detoasted for that.
  ///
  /// @param columns that are read
  /// @param place expressions that say where a row is: its key, or its `ctid`
  /// @return null where no row can be beyond the limit
  @Nullable String condition(List<Column> columns, List<String> place) {
    List<Column> measured = measured(columns);
    if (bytes == Long.MAX_VALUE || measured.isEmpty()) {
      return null;
    }
    List<String> sizes = measured.stream().map(this::size).toList();
    return """
        CASE WHEN 0::bigint + %1$s > %2$d
        THEN ('%3$s{"sizes":' || pg_catalog.to_json(ARRAY[%4$s]::bigint[])::text || ',"place":'
              || pg_catalog.to_json(ARRAY[%5$s]::text[])::text || '}')::bool
        ELSE true END"""
        .formatted(
            String.join(" + ", sizes),
            bytes,
            MARK,
            String.join(", ", sizes),
            place.stream()
                .map(
                    expression ->
                        "pg_catalog.left(%s::text, %d)".formatted(expression, LONGEST_KEY))
                .collect(Collectors.joining(", ")));
  }

  /// Columns whose values may be large.
  static List<Column> measured(List<Column> columns) {
    return columns.stream().filter(RowLimit::mayBeLarge).toList();
  }

  private static boolean mayBeLarge(Column column) {
    return switch (column.type()) {
      case TEXT, BYTEA, JSON, JSONB, LITERAL -> true;
      case VARCHAR, BPCHAR ->
          column.typmod() < VARHDRSZ
              || (column.typmod() - VARHDRSZ) * (long) BYTES_PER_CHARACTER > SMALL_VALUE;
      case BOOL, INT2, INT4, INT8, FLOAT4, FLOAT8, DATE, TIME, TIMESTAMP, TIMESTAMPTZ -> false;
      case NUMERIC, MONEY, UUID, ENUM -> false;
    };
  }

  /// What is said of a row beyond a limit.
  ///
  /// @param value bytes of its largest value
  /// @param row bytes of all its values of variable length
  public static UnsupportedValueException uncarried(long value, long row, long limit) {
    return new UnsupportedValueException(
        String.format(
            Locale.ROOT,
            "%,d bytes in a row of %,d, and a row may have %,d (plimsoll.sync.largest-row)",
            value,
            row,
            limit));
  }

  // The length of text and bytea is in the value's header; another's is that of its text, which is
  // made only where the value as it is kept is large enough.
  private String size(Column column) {
    String name = Identifiers.quote(column.name());
    return switch (column.type()) {
      case JSON, JSONB, LITERAL ->
          """
          coalesce(CASE WHEN pg_catalog.pg_column_size(%1$s) <= %2$d
          THEN pg_catalog.pg_column_size(%1$s)
          ELSE pg_catalog.octet_length(%1$s::pg_catalog.text) END, 0)"""
              .formatted(name, bytes / MOST_GROWTH);
      default -> "coalesce(pg_catalog.octet_length(" + name + "), 0)";
    };
  }
}
