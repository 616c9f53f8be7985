package dev.plimsoll.postgres.index;

import dev.plimsoll.contracts.build.IndexDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// What an index is made of: of one that is there as the catalog has it, of one that is asked for
/// as [IndexTrial] found it or, failing that, as it was written.
///
/// Expressions and predicates are compared as text. That is sound where PostgreSQL wrote both
/// texts from what it had understood (`pg_get_expr`); of those as written only literal likeness is
/// seen.
///
/// @param method access method
/// @param unique and checked at once, not at the end of a transaction
/// @param nullsNotDistinct NULLS NOT DISTINCT; a stricter uniqueness, which still is one
/// @param included columns after INCLUDE
/// @param predicate empty for an index of all rows; [#UNREAD] where it was not asked for
/// @param fillfactor 0 for the default
public record IndexShape(
    String method,
    boolean unique,
    boolean nullsNotDistinct,
    List<Key> keys,
    List<String> included,
    String predicate,
    int fillfactor) {

  /// Stands for an expression or predicate that was not read: like nothing that is asked for.
  public static final String UNREAD = "?";

  public IndexShape {
    keys = List.copyOf(keys);
    included = List.copyOf(included);
  }

  /// A part of the key.
  ///
  /// @param column empty for an expression
  /// @param expression empty for a column
  /// @param operatorClass `schema.name`; of an index that is asked for also `name`, or empty for
  ///     the type's default
  /// @param usualOperatorClass it is the type's default
  /// @param collation of an expression, `schema.name`; empty where it has none or none was asked
  ///     for
  /// @param usualCollation the column's own; always true of an expression
  /// @param ascending with NULLs last
  public record Key(
      String column,
      String expression,
      String operatorClass,
      boolean usualOperatorClass,
      String collation,
      boolean usualCollation,
      boolean ascending) {

    private boolean isWhatIsAskedFor(Key wanted) {
      return column.equals(wanted.column)
          && alike(expression, wanted.expression)
          && (wanted.operatorClass.isEmpty()
              ? usualOperatorClass
              : hasOperatorClass(wanted.operatorClass))
          && (wanted.collation.isEmpty() || collation.equals(wanted.collation))
          && usualCollation
          && ascending;
    }

    private boolean hasOperatorClass(String wanted) {
      return wanted.equals(operatorClass)
          || (wanted.indexOf('.') < 0 && operatorClass.endsWith("." + wanted));
    }
  }

  /// What a definition asks for, from its words alone.
  public static IndexShape asWritten(IndexDefinition definition) {
    List<Key> keys = new ArrayList<>();
    int expression = 0;
    for (int i = 0; i < definition.columns().size(); i++) {
      String column = definition.columns().get(i);
      String operatorClass =
          definition.operatorClasses().isEmpty() ? "" : definition.operatorClasses().get(i);
      keys.add(
          new Key(
              column,
              column.isEmpty() ? definition.expressions().get(expression++) : "",
              operatorClass,
              operatorClass.isEmpty(),
              "",
              true,
              true));
    }
    return new IndexShape(
        definition.method(),
        definition.isUnique(),
        false,
        keys,
        definition.included(),
        definition.predicate(),
        definition.fillfactor());
  }

  /// Whether this index does what is asked for. It may do more: be unique, carry more columns
  /// along. Its fillfactor is no question of what it does.
  public boolean satisfies(IndexShape wanted) {
    if (!method.equals(wanted.method)
        || (wanted.unique && !unique)
        || keys.size() != wanted.keys.size()
        || !alike(predicate, wanted.predicate)
        || !new HashSet<>(included).containsAll(wanted.included)) {
      return false;
    }
    for (int i = 0; i < keys.size(); i++) {
      if (!keys.get(i).isWhatIsAskedFor(wanted.keys.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// Whether this index can be attached to a partitioned table's index that is what is asked for:
  /// PostgreSQL wants neither less nor more then.
  public boolean attachable(IndexShape wanted) {
    return satisfies(wanted)
        && unique == wanted.unique
        && nullsNotDistinct == wanted.nullsNotDistinct
        && included.equals(wanted.included);
  }

  /// Key columns in order; an expression stands as an empty text.
  public List<String> columns() {
    return keys.stream().map(Key::column).toList();
  }

  private static boolean alike(String one, String other) {
    return one.equals(other) || bare(one).equals(bare(other));
  }

  /// Without blanks at the ends and without parentheses around the whole.
  private static String bare(String sql) {
    String bare = sql.strip();
    while (bare.startsWith("(") && closing(bare) == bare.length() - 1) {
      bare = bare.substring(1, bare.length() - 1).strip();
    }
    return bare;
  }

  /// Where the parenthesis that begins a text is closed.
  private static int closing(String sql) {
    int depth = 0;
    for (int i = 0; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '\'' || c == '"') {
        int end = sql.indexOf(c, i + 1);
        if (end < 0) {
          return -1;
        }
        i = end;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }
}
