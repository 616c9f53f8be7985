package dev.plimsoll.health.index;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.contracts.build.IndexDefinition.Order;
import dev.plimsoll.postgres.index.IndexShape;
import dev.plimsoll.postgres.index.IndexShape.Key;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The definition of an existing index, by which its size is predicted.
final class ShapeDefinition {
  private ShapeDefinition() {}

  /// Null where a definition cannot say it: two statements in an expression, a tablespace's odd
  /// name.
  static @Nullable IndexDefinition of(IndexShape shape) {
    boolean ordered = shape.method().equals(IndexDefinition.BTREE);
    List<Key> keys = shape.keys();
    try {
      return new IndexDefinition(
          shape.unique() ? Kind.UNIQUE : Kind.INDEX,
          shape.columns(),
          shape.method(),
          shape.included(),
          keys.stream().map(Key::expression).filter(text -> !text.isEmpty()).toList(),
          shape.predicate(),
          keys.stream().allMatch(key -> key.operatorClass().usual())
              ? List.of()
              : keys.stream()
                  .map(key -> key.operatorClass().usual() ? "" : key.operatorClass().name())
                  .toList(),
          shape.storage().fillfactor(),
          ordered ? keys.stream().map(Key::order).toList() : List.<Order>of(),
          false,
          "",
          shape.storage().parameters());
    } catch (IllegalArgumentException unsayable) {
      return null;
    }
  }
}
