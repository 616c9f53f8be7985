package dev.plimsoll.planning.discovery;

import dev.plimsoll.contracts.build.IndexDefinition;
import dev.plimsoll.contracts.build.IndexDefinition.Kind;
import dev.plimsoll.postgres.catalog.IndexFacts;
import java.util.HashSet;
import java.util.List;

/// Whether something that exists does what a definition asks for. Names never count, INVALID
/// indexes never do either.
public final class Coverage {
  private Coverage() {}

  /// A primary key is one only with these columns in this order. Uniqueness does not depend on the
  /// columns' order. A plain index serves wherever its columns begin another B-tree. Whatever has
  /// an expression, a predicate, an operator class or another access method is satisfied only by
  /// its like. The fillfactor does not matter.
  public static boolean satisfies(IndexFacts index, IndexDefinition definition) {
    if (!index.valid()
        || !index.method().equals(definition.method())
        || !carries(index.columns(), index.included(), definition.included())) {
      return false;
    }
    if (!definition.isPlain()) {
      return alike(index, definition);
    }
    if (index.partial()) {
      return false;
    }
    List<String> asked = definition.columns();
    return switch (definition.kind()) {
      case PRIMARY_KEY -> index.primary() && index.columns().equals(asked);
      case UNIQUE ->
          index.unique()
              && index.immediate()
              && !index.expression()
              && index.columns().size() == asked.size()
              && new HashSet<>(index.columns()).equals(new HashSet<>(asked));
      case INDEX -> index.plain() && beginsWith(index.columns(), asked);
    };
  }

  private static boolean carries(List<String> key, List<String> included, List<String> asked) {
    return asked.stream().allMatch(column -> key.contains(column) || included.contains(column));
  }

  private static boolean alike(IndexFacts index, IndexDefinition definition) {
    IndexText text = IndexText.parse(index.definition());
    if (text == null
        || (definition.isUnique() && !(index.unique() && index.immediate()))
        || !index.columns().equals(definition.columns())
        || !IndexText.same(text.predicate(), definition.predicate())) {
      return false;
    }
    int expression = 0;
    for (int i = 0; i < definition.columns().size(); i++) {
      String key = text.keys().get(i);
      String operatorClass =
          definition.operatorClasses().isEmpty() ? "" : definition.operatorClasses().get(i);
      if (!operatorClass.isEmpty()) {
        String name = operatorClass.substring(operatorClass.lastIndexOf('.') + 1);
        if (!key.endsWith(name)) {
          return false;
        }
        key = key.substring(0, key.lastIndexOf(' ') < 0 ? key.length() : key.lastIndexOf(' '));
      } else if (!index.plain()
          && key.matches(".*[)\\w\"] (DESC|NULLS FIRST|COLLATE .*|\\w+_ops)$")) {
        return false;
      }
      if (definition.columns().get(i).isEmpty()
          && !IndexText.same(key, definition.expressions().get(expression++))) {
        return false;
      }
    }
    return true;
  }

  /// The same for something that is only planned.
  public static boolean satisfies(IndexDefinition planned, IndexDefinition definition) {
    if (!planned.isPlain() || !definition.isPlain()) {
      return planned.withFillfactor(0).equals(definition.withFillfactor(0));
    }
    if (!carries(planned.columns(), planned.included(), definition.included())) {
      return false;
    }
    List<String> asked = definition.columns();
    return switch (definition.kind()) {
      case PRIMARY_KEY -> planned.kind() == Kind.PRIMARY_KEY && planned.columns().equals(asked);
      case UNIQUE ->
          planned.kind() != Kind.INDEX
              && planned.columns().size() == asked.size()
              && new HashSet<>(planned.columns()).equals(new HashSet<>(asked));
      case INDEX -> beginsWith(planned.columns(), asked);
    };
  }

  /// The first columns of the index are these, in any order: enough for looking up by all of them.
  static boolean leadsWith(IndexFacts index, List<String> columns) {
    return index.valid()
        && !index.partial()
        && index.method().equals("btree")
        && index.columns().size() >= columns.size()
        && new HashSet<>(index.columns().subList(0, columns.size())).equals(new HashSet<>(columns));
  }

  private static boolean beginsWith(List<String> columns, List<String> asked) {
    return columns.size() >= asked.size() && columns.subList(0, asked.size()).equals(asked);
  }
}
