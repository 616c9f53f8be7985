package dev.plimsoll.postgres.index;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiPredicate;

/// The shape of an index, and the one place that says whether two are the same. Of one that is
/// there, the shape is as the catalog has it. Of one that is asked for, it is as [IndexTrial] found
/// it or, failing that, as it was written.
///
/// Expressions and predicates are compared as text. That is sound where PostgreSQL wrote both
/// texts from what it had understood (`pg_get_expr`) with `search_path` at `pg_catalog`. Of those
/// as written only literal likeness is seen.
///
/// @param method access method
/// @param unique no two rows are alike in it, checked at once or at the end of a transaction
/// @param primary it is a primary key's
/// @param deferrable of a constraint that may be checked at the end of a transaction
/// @param exclusion of an exclusion constraint
/// @param constrained a constraint of any kind rests on it
/// @param nullsNotDistinct NULLS NOT DISTINCT; a stricter uniqueness, which still is one
/// @param included columns after INCLUDE
/// @param predicate empty for an index of all rows; [#UNREAD] where it was not read
/// @param fillfactor 0 for the default; no question of what an index is
/// @param tablespace where it lies; of one that is asked for, empty where that does not matter
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
  /// @param collation `schema.name`; empty where it has none or none was asked for
  /// @param usualCollation the column's own; of an expression always true
  /// @param deterministic only equal bytes are equal under the collation; true without one
  /// @param usualEquality what is equal under the collation is so under the column's own
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

    /// What is unique by one of them is unique by the other.
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

  /// What a definition asks for, from its words alone.
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

  /// The same wherever it lies: a partition's is then attached to that of the partitioned table.
  /// Stricter than PostgreSQL, which lets a descending one be attached to an ascending one.
  public boolean isAttachableAs(IndexShape wanted) {
    return (primary || !wanted.primary) && canBecome(wanted);
  }

  /// Whether `ADD PRIMARY KEY USING INDEX` makes it the primary key that is asked for.
  public boolean becomesKey(IndexShape wanted) {
    return wanted.primary && !primary && !constrained && canBecome(wanted);
  }

  /// Whether at most a constraint is lacking for it to be what is asked for.
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

  /// Whether an index that is asked for is needless beside this one. It may do more: be unique,
  /// carry more columns along, go on behind the key that is asked for. Where it lies does not
  /// matter.
  ///
  /// A primary key is one only with these columns in this order. Uniqueness depends neither on the
  /// columns' order nor on their direction, where none is asked for. It does depend on what is
  /// equal: an index by another collation proves nothing if either is nondeterministic.
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

  /// As far as the wanted key goes.
  private boolean pairwise(IndexShape wanted, BiPredicate<Key, Key> alike) {
    for (int i = 0; i < wanted.keys.size(); i++) {
      if (!alike.test(keys.get(i), wanted.keys.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// A B-tree gives back its key columns too; other methods need not.
  private boolean carries(List<String> wanted) {
    HashSet<String> carried = new HashSet<>(included);
    if (method.equals(IndexDefinition.BTREE)) {
      carried.addAll(columns());
    }
    return carried.containsAll(wanted);
  }

  /// The same as a definition asks for it: of an index that was built for it, all but its being a
  /// primary key, and where it lies unless that was said.
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

  /// A definition that this is the meaning of, with the schemas of its operator classes as far as
  /// they are known and lie outside of `pg_catalog`.
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
