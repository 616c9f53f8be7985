package dev.plimsoll.postgres.index;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.IndexDefinition.Order;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/// Shape of an index, and the only place that compares indexes. An existing index has the catalog's
/// shape; a wanted one has the shape found by [IndexTrial] or, without that, as written.
///
/// Expressions and predicates are compared as text. That is sound where PostgreSQL wrote both
/// (`pg_get_expr`) with a `search_path` of `pg_catalog`; of others only literal equality is seen.
///
/// @param method access method
/// @param included columns after INCLUDE
/// @param predicate empty for all rows; [#UNREAD] where not read
public record IndexShape(
    String method,
    Uniqueness uniqueness,
    List<Key> keys,
    List<String> included,
    String predicate,
    Storage storage) {
  /// An expression or predicate that was not read, and so equals no wanted one.
  public static final String UNREAD = "?";

  public IndexShape {
    keys = List.copyOf(keys);
    included = List.copyOf(included);
  }

  /// What the index proves, by itself or for a constraint.
  ///
  /// @param unique checked at once or at the end of a transaction
  /// @param nullsNotDistinct a stricter uniqueness
  /// @param primary belongs to a primary key
  /// @param deferrable belongs to a constraint that may be checked at the end of a transaction
  /// @param exclusion belongs to an exclusion constraint
  /// @param constrained belongs to a constraint of any kind
  public record Uniqueness(
      boolean unique,
      boolean nullsNotDistinct,
      boolean primary,
      boolean deferrable,
      boolean exclusion,
      boolean constrained) {
    /// That of a definition, whose primary key is checked at once.
    public static Uniqueness of(IndexDefinition definition) {
      boolean key = definition.kind() == Kind.PRIMARY_KEY;
      return new Uniqueness(
          definition.isUnique(), definition.nullsNotDistinct(), key, false, false, key);
    }
  }

  /// How the index is stored; not compared.
  ///
  /// @param fillfactor 0 for the default
  /// @param parameters other storage parameters, by name
  /// @param tablespace empty for a wanted index where it does not matter
  public record Storage(int fillfactor, Map<String, String> parameters, String tablespace) {
    public Storage {
      parameters = Map.copyOf(parameters);
    }
  }

  /// A part of the key.
  ///
  /// @param column empty for an expression
  /// @param expression empty for a column
  public record Key(
      String column,
      String expression,
      OperatorClass operatorClass,
      KeyCollation collation,
      Order order) {
    /// @param name `schema.name`; of a wanted index also `name`, or empty for the default
    /// @param usual whether it is the type's default
    public record OperatorClass(String name, boolean usual) {}

    /// @param name `schema.name`; empty for none
    /// @param usual whether it is the column's own; true for an expression
    /// @param deterministic whether only equal bytes are equal; true without a collation
    /// @param usualEquality whether equality is the same as under the column's own collation
    public record KeyCollation(
        String name, boolean usual, boolean deterministic, boolean usualEquality) {
      public static final KeyCollation USUAL = new KeyCollation("", true, true, true);
    }

    private boolean comparesLike(Key wanted) {
      return indexesLike(wanted)
          && (wanted.collation.name.isEmpty()
              ? collation.usual
              : collation.name.equals(wanted.collation.name));
    }

    /// Whether uniqueness by one implies uniqueness by the other.
    private boolean distinguishesLike(Key wanted) {
      return indexesLike(wanted)
          && (wanted.collation.name.isEmpty()
              ? collation.usualEquality
              : collation.name.equals(wanted.collation.name)
                  || (collation.deterministic && wanted.collation.deterministic));
    }

    private boolean indexesLike(Key wanted) {
      return column.equals(wanted.column)
          && alike(expression, wanted.expression)
          && (wanted.operatorClass.name.isEmpty()
              ? operatorClass.usual
              : hasOperatorClass(wanted.operatorClass.name));
    }

    private boolean hasOperatorClass(String wanted) {
      return wanted.equals(operatorClass.name)
          || (wanted.indexOf('.') < 0 && operatorClass.name.endsWith("." + wanted));
    }

    private boolean isOrderedLike(Key wanted) {
      return order == wanted.order;
    }

    private boolean isReverseOf(Key wanted) {
      return order
          == switch (wanted.order) {
            case ASC -> Order.DESC;
            case DESC -> Order.ASC;
            case ASC_NULLS_FIRST -> Order.DESC_NULLS_LAST;
            case DESC_NULLS_LAST -> Order.ASC_NULLS_FIRST;
          };
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
                        new Key.OperatorClass(part.operatorClass(), part.operatorClass().isEmpty()),
                        Key.KeyCollation.USUAL,
                        part.order()))
            .toList();
    return new IndexShape(
        definition.method(),
        Uniqueness.of(definition),
        keys,
        definition.included(),
        definition.predicate(),
        new Storage(
            definition.fillfactor(), definition.storageParameters(), definition.tablespace()));
  }

  /// Whether a partition's index can be attached to the wanted one of the partitioned table.
  /// Stricter than PostgreSQL, which ignores the direction.
  public boolean isAttachableAs(IndexShape wanted) {
    return (primary() || !wanted.primary()) && canBecome(wanted);
  }

  /// Whether `ADD PRIMARY KEY USING INDEX` makes it the wanted primary key.
  public boolean becomesKey(IndexShape wanted) {
    return wanted.primary() && !primary() && !uniqueness.constrained && canBecome(wanted);
  }

  /// Whether it lacks at most a constraint to be the wanted index.
  public boolean canBecome(IndexShape wanted) {
    return method.equals(wanted.method)
        && unique() == wanted.unique()
        && !uniqueness.deferrable
        && !uniqueness.exclusion
        && uniqueness.nullsNotDistinct == wanted.uniqueness.nullsNotDistinct
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
        || (wanted.primary() && !primary())
        || !alike(predicate, wanted.predicate)
        || !carries(wanted.included)) {
      return false;
    }
    if (!wanted.unique()) {
      return method.equals(IndexDefinition.BTREE)
          ? keys.size() >= wanted.keys.size() && looksUpLike(wanted)
          : keys.size() == wanted.keys.size() && pairwise(wanted, Key::comparesLike);
    }
    return unique()
        && !uniqueness.deferrable
        && (uniqueness.nullsNotDistinct || !wanted.uniqueness.nullsNotDistinct)
        && keys.size() == wanted.keys.size()
        && (wanted.primary() || wanted.keys.stream().anyMatch(key -> key.order != Order.ASC)
            ? looksUpLike(wanted)
            : distinguishesLike(wanted));
  }

  /// Whether every read of another index can be served by this one, whatever either proves: as
  /// [#serves] of a wanted index without uniqueness, also where all directions are reversed, since
  /// a B-tree is read backwards too.
  public boolean readsFor(IndexShape other) {
    if (!method.equals(other.method)
        || !alike(predicate, other.predicate)
        || !carries(other.included)) {
      return false;
    }
    return method.equals(IndexDefinition.BTREE)
        ? keys.size() >= other.keys.size()
            && pairwise(other, Key::comparesLike)
            && (pairwise(other, Key::isOrderedLike) || pairwise(other, Key::isReverseOf))
        : keys.size() == other.keys.size() && pairwise(other, Key::comparesLike);
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
    return new IndexShape(
        method,
        Uniqueness.of(definition),
        keys,
        included,
        predicate,
        new Storage(storage.fillfactor, storage.parameters, definition.tablespace()));
  }

  public boolean unique() {
    return uniqueness.unique;
  }

  public boolean primary() {
    return uniqueness.primary;
  }

  /// The definition of this shape, with known schemas of operator classes outside of `pg_catalog`.
  public IndexDefinition qualified(IndexDefinition definition) {
    List<String> classes = new ArrayList<>(definition.operatorClasses());
    for (int i = 0; i < classes.size(); i++) {
      String known = keys.get(i).operatorClass().name();
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
