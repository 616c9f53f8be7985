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
  /// columns' order. A plain index serves wherever its columns begin another B-tree.
  public static boolean satisfies(IndexFacts index, IndexDefinition definition) {
    if (!index.valid() || index.partial() || !index.method().equals("btree")) {
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

  /// The same for something that is only planned.
  public static boolean satisfies(IndexDefinition planned, IndexDefinition definition) {
    List<String> asked = definition.columns();
    return switch (definition.kind()) {
      case PRIMARY_KEY -> planned.equals(definition);
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
