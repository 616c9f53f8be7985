package dev.plimsoll.health.index;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.health.facts.IndexHealth;
import dev.plimsoll.postgres.index.IndexShape;
import dev.plimsoll.postgres.index.IndexShape.Key;
import dev.plimsoll.postgres.sql.Identifiers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Whether an index finds the referencing rows of a foreign key.
final class ForeignKeyCover {
  private ForeignKeyCover() {}

  /// The columns come first in any order, since all are compared by equality. The pattern
  /// operator classes have the same equality; another collation is not used for it. NULL refers
  /// to nothing, so rows without NULL are enough.
  static boolean covers(IndexHealth index, List<String> columns) {
    IndexShape shape = index.shape();
    boolean hash = shape.method().equals("hash") && columns.size() == 1;
    Set<String> wanted = new HashSet<>(columns);
    if (!index.state().whole()
        || !(shape.method().equals(IndexDefinition.BTREE) || hash)
        || shape.keys().size() < wanted.size()
        || !holdsAll(shape.predicate(), wanted)) {
      return false;
    }
    List<Key> first = shape.keys().subList(0, wanted.size());
    return first.stream().allMatch(ForeignKeyCover::comparesAsUsual)
        && first.stream().map(Key::column).collect(Collectors.toSet()).equals(wanted);
  }

  private static boolean comparesAsUsual(Key key) {
    return key.collation().usual()
        && (key.operatorClass().usual() || key.operatorClass().name().endsWith("_pattern_ops"));
  }

  /// Whether a predicate says nothing but that some of the columns are not NULL.
  private static boolean holdsAll(String predicate, Set<String> columns) {
    if (predicate.isEmpty()) {
      return true;
    }
    for (String part : predicate.split(" AND ", -1)) {
      String bare = part.strip();
      while (bare.startsWith("(")) {
        bare = bare.substring(1);
      }
      while (bare.endsWith(")")) {
        bare = bare.substring(0, bare.length() - 1);
      }
      String is = bare;
      if (columns.stream()
          .noneMatch(
              column ->
                  is.equals(column + " IS NOT NULL")
                      || is.equals(Identifiers.quote(column) + " IS NOT NULL"))) {
        return false;
      }
    }
    return true;
  }
}
