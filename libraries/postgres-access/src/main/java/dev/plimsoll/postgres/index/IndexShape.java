package dev.plimsoll.postgres.index;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiPredicate;

/// Shape of an index, and the only place that compares indexes. An existing index has the catalog's
/// shape; a wanted one has the shape found by [IndexTrial] or, without that, as written.
///
/// Expressions and predicates are compared as text. That is sound where PostgreSQL wrote both
/// (`pg_get_expr`) with a `search_path` of `pg_catalog`; of others only literal equality is seen.
///
/// @param method access method
/// @param unique checked at once or at the end of a transaction
/// @param primary belongs to a primary key
/// @param deferrable belongs to a constraint that may be checked at the end of a transaction
/// @param exclusion belongs to an exclusion constraint
/// @param constrained belongs to a constraint of any kind
/// @param nullsNotDistinct a stricter uniqueness
/// @param included columns after INCLUDE
/// @param predicate empty for all rows; [#UNREAD] where not read
/// @param fillfactor 0 for the default; not compared
/// @param tablespace empty for a wanted index where it does not matter
public record IndexShape(
    String method,
    boolean unique,
    boolean primary,
    boolean deferrable,
    boolean exclusion,
    boolean constrained,
    boolean nullsNotDistinct,
    List<Key> keys,
    List<String> included,
    String predicate,
    int fillfactor,
    String tablespace) {
  /// An expression or predicate that was not read, and so equals no wanted one.
  public static final String UNREAD = "?";

  public IndexShape {
    keys = List.copyOf(keys);
    included = List.copyOf(included);
  }

  /// A part of the key.
  ///
  /// @param column empty for an expression
  /// @param expression empty for a column
  /// @param operatorClass `schema.name`; of a wanted index also `name`, or empty for the default
  /// @param usualOperatorClass whether it is the type's default
  /// @param collation `schema.name`; empty for none
  /// @param usualCollation whether it is the column's own; true for an expression
  /// @param deterministic whether only equal bytes are equal; true without a collation
  /// @param usualEquality whether equality is the same as under the column's own collation
  public record Key(
      String column,
      String expression,
      String operatorClass,
      boolean usualOperatorClass,
      String collation,
      boolean usualCollation,
      boolean deterministic,
      boolean usualEquality,
      boolean descending,
      boolean nullsFirst) {
    private boolean comparesLike(Key wanted) {
      return indexesLike(wanted)
          && (wanted.collation.isEmpty() ? usualCollation : collation.equals(wanted.collation));
    }

    /// Whether uniqueness by one implies uniqueness by the other.
    private boolean distinguishesLike(Key wanted) {
      return indexesLike(wanted)
          && (wanted.collation.isEmpty()
              ? usualEquality
              : collation.equals(wanted.collation) || (deterministic && wanted.deterministic));
    }

    private boolean indexesLike(Key wanted) {
      return column.equals(wanted.column)
          && alike(expression, wanted.expression)
          && (wanted.operatorClass.isEmpty()
              ? usualOperatorClass
              : hasOperatorClass(wanted.operatorClass));
    }

    private boolean hasOperatorClass(String wanted) {
      return wanted.equals(operatorClass)
          || (wanted.indexOf('.') < 0 && operatorClass.endsWith("." + wanted));
    }

    private boolean isOrderedLike(Key wanted) {
      return descending == wanted.descending && nullsFirst == wanted.nullsFirst;
    }

    private boolean isInUsualOrder() {
      return !descending && !nullsFirst;
    }
  }

  public static IndexShape asWritten(IndexDefinition definition) {
    List<Key> keys =
        IndexSql.parts(definition).stream()
            .map(
                part ->
                    new Key(
                        part.column(),
                        part.expression(),
                        part.operatorClass(),
                        part.operatorClass().isEmpty(),
                        "",
                        true,
                        true,
                        true,
                        part.order().descending(),
                        part.order().nullsFirst()))
            .toList();
    return new IndexShape(
        definition.method(),
        definition.isUnique(),
        definition.kind() == Kind.PRIMARY_KEY,
        false,
        false,
        definition.kind() == Kind.PRIMARY_KEY,
        definition.nullsNotDistinct(),
        keys,
        definition.included(),
        definition.predicate(),
        definition.fillfactor(),
        definition.tablespace());
  }

  /// Whether a partition's index can be attached to the wanted one of the partitioned table.
  /// Stricter than PostgreSQL, which ignores the direction.
  public boolean isAttachableAs(IndexShape wanted) {
    return (primary || !wanted.primary) && canBecome(wanted);
  }

  /// Whether `ADD PRIMARY KEY USING INDEX` makes it the wanted primary key.
  public boolean becomesKey(IndexShape wanted) {
    return wanted.primary && !primary && !constrained && canBecome(wanted);
  }

  /// Whether it lacks at most a constraint to be the wanted index.
  public boolean canBecome(IndexShape wanted) {
    return method.equals(wanted.method)
        && unique == wanted.unique
        && !deferrable
        && !exclusion
        && nullsNotDistinct == wanted.nullsNotDistinct
        && included.equals(wanted.included)
        && keys.size() == wanted.keys.size()
        && alike(predicate, wanted.predicate)
        && pairwise(wanted, Key::comparesLike)
        && pairwise(wanted, Key::isOrderedLike);
  }

  /// Whether a wanted index is needless beside this one, which may be unique, include more columns
  /// or have a longer key. The tablespace does not matter.
  ///
  /// A primary key needs these columns in this order. Uniqueness depends on neither order nor
  /// direction where none is wanted, but on equality: another collation proves nothing if either is
  /// nondeterministic.
  public boolean serves(IndexShape wanted) {
    if (!method.equals(wanted.method)
        || (wanted.primary && !primary)
        || !alike(predicate, wanted.predicate)
        || !carries(wanted.included)) {
      return false;
    }
    if (!wanted.unique) {
      return method.equals(IndexDefinition.BTREE)
          ? keys.size() >= wanted.keys.size() && looksUpLike(wanted)
          : keys.size() == wanted.keys.size() && pairwise(wanted, Key::comparesLike);
    }
    return unique
        && !deferrable
        && (nullsNotDistinct || !wanted.nullsNotDistinct)
        && keys.size() == wanted.keys.size()
        && (wanted.primary || !wanted.keys.stream().allMatch(Key::isInUsualOrder)
            ? looksUpLike(wanted)
            : distinguishesLike(wanted));
  }

  private boolean looksUpLike(IndexShape wanted) {
    return pairwise(wanted, Key::comparesLike) && pairwise(wanted, Key::isOrderedLike);
  }

  private boolean distinguishesLike(IndexShape wanted) {
    List<Key> left = new ArrayList<>(keys);
    for (Key part : wanted.keys) {
      int found = -1;
      for (int i = 0; i < left.size() && found < 0; i++) {
        found = left.get(i).distinguishesLike(part) ? i : -1;
      }
      if (found < 0) {
        return false;
      }
      left.remove(found);
    }
    return left.isEmpty();
  }

  private boolean pairwise(IndexShape wanted, BiPredicate<Key, Key> alike) {
    for (int i = 0; i < wanted.keys.size(); i++) {
      if (!alike.test(keys.get(i), wanted.keys.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// A B-tree also returns its key columns; other methods may not.
  private boolean carries(List<String> wanted) {
    HashSet<String> carried = new HashSet<>(included);
    if (method.equals(IndexDefinition.BTREE)) {
      carried.addAll(columns());
    }
    return carried.containsAll(wanted);
  }

  /// This shape of an index built for a definition, with the definition's kind and tablespace.
  public IndexShape asAskedFor(IndexDefinition definition) {
    boolean key = definition.kind() == Kind.PRIMARY_KEY;
    return new IndexShape(
        method,
        unique,
        key,
        false,
        false,
        key,
        nullsNotDistinct,
        keys,
        included,
        predicate,
        fillfactor,
        definition.tablespace());
  }

  /// The definition of this shape, with known schemas of operator classes outside of `pg_catalog`.
  public IndexDefinition qualified(IndexDefinition definition) {
    List<String> classes = new ArrayList<>(definition.operatorClasses());
    for (int i = 0; i < classes.size(); i++) {
      String known = keys.get(i).operatorClass();
      if (!classes.get(i).isEmpty() && !known.isEmpty() && !known.startsWith("pg_catalog.")) {
        classes.set(i, known);
      }
    }
    return definition.withOperatorClasses(classes);
  }

  /// Key columns in order, with an empty text for an expression.
  public List<String> columns() {
    return keys.stream().map(Key::column).toList();
  }

  private static boolean alike(String one, String other) {
    return one.equals(other) || bare(one).equals(bare(other));
  }

  private static String bare(String sql) {
    String bare = sql.strip();
    while (bare.startsWith("(") && closing(bare) == bare.length() - 1) {
      bare = bare.substring(1, bare.length() - 1).strip();
    }
    return bare;
  }

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
