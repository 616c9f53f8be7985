package dev.plimsoll.sync.increment;

import dev.plimsoll.connector.column.Column;
import dev.plimsoll.contracts.database.QualifiedName;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Schema drift: whether an increment may go on whose table has other columns than the last time.
/// Pure.
///
/// An added column may, where rows from before it have NULL in it: rows outside of the window then
/// have NULL at the target, too. Any other change stops the table, since rows that were read before
/// would differ from the source without being read again.
public final class SchemaDrift {
  private SchemaDrift() {}

  /// @param added columns that the last increment did not have
  public record Continued(List<Column> columns, List<String> added) {}

  /// @param known columns of the last increment; empty before the first
  /// @param filled names of columns that hold a value in rows from before them: with a default,
  ///     generated, or an identity
  /// @param addsColumns added columns are read; else they are left out
  /// @throws PlimsollException SCHEMA_DRIFT with the difference
  public static Continued resolve(
      QualifiedName table,
      List<Column> known,
      List<Column> found,
      Set<String> filled,
      boolean addsColumns) {
    if (known.isEmpty()) {
      return new Continued(found, List.of());
    }
    List<String> against = new ArrayList<>();
    for (Column column : known) {
      Optional<Column> now = named(found, column.name());
      if (now.isEmpty()) {
        against.add("without " + describe(column));
      } else if (!isSame(column, now.get())) {
        against.add(
            describe(column)
                + " is now "
                + describe(now.get())
                + (column.fieldId() == now.get().fieldId() ? "" : " (dropped, and added again)"));
      }
    }
    List<Column> added =
        found.stream().filter(column -> named(known, column.name()).isEmpty()).toList();
    if (addsColumns) {
      for (Column column : added) {
        if (column.notNull() || filled.contains(column.name())) {
          against.add("with " + describe(column) + ", which rows from before it are not NULL in");
        }
      }
    }
    if (!against.isEmpty()) {
      throw new PlimsollException(
          ErrorCode.SCHEMA_DRIFT,
          table + " is not as its last increment left it: " + String.join("; ", against));
    }
    return addsColumns
        ? new Continued(found, added.stream().map(Column::name).toList())
        : new Continued(
            found.stream().filter(column -> !added.contains(column)).toList(), List.of());
  }

  private static Optional<Column> named(List<Column> columns, String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst();
  }

  // A column may become NOT NULL, but not stop being it: the target's column would refuse NULLs.
  private static boolean isSame(Column known, Column found) {
    return known.fieldId() == found.fieldId()
        && known.type() == found.type()
        && isSameType(known.declaredType(), found.declaredType())
        && (!known.notNull() || found.notNull());
  }

  // Older versions left out the schema of a type that lay along the role's path.
  private static boolean isSameType(String known, String found) {
    return known.equals(found) || found.endsWith("." + known);
  }

  private static String describe(Column column) {
    return "\""
        + column.name()
        + "\" "
        + column.declaredType()
        + (column.notNull() ? " NOT NULL" : "");
  }
}
