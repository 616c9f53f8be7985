package dev.plimsoll.sync.column;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A column of an extract.
///
/// @param name as in the catalog
/// @param type its base type, where it is a domain
/// @param typmod of the base type; -1 for none
/// @param declaredType the base type as SQL writes it, for example `numeric(12,2)`
/// @param collation `C` or `POSIX` where the column has one of them, which every database knows;
///     else null for the database's own
/// @param notNull proven to hold no NULL
public record Column(
    String name,
    PgType type,
    int typmod,
    String declaredType,
    @Nullable String collation,
    boolean notNull) {
  private static final int VARHDRSZ = 4;

  /// Digits of a `numeric(p,s)`; 0 where it has none.
  public int precision() {
    return typmod < VARHDRSZ ? 0 : ((typmod - VARHDRSZ) >> 16) & 0xFFFF;
  }

  /// Digits after the point of a `numeric(p,s)`; may be negative from PostgreSQL 15 on.
  public int scale() {
    // Eleven bits, two's complement, since PostgreSQL 15; the same for what older ones can have.
    return typmod < VARHDRSZ ? 0 : (((typmod - VARHDRSZ) & 0x7FF) ^ 1024) - 1024;
  }

  /// Those columns that have the given names, in the order of the names.
  ///
  /// @throws java.util.NoSuchElementException for a name that none has
  public static List<Column> named(List<String> names, List<Column> columns) {
    return names.stream()
        .map(
            name ->
                columns.stream()
                    .filter(column -> column.name().equals(name))
                    .findFirst()
                    .orElseThrow())
        .toList();
  }
}
