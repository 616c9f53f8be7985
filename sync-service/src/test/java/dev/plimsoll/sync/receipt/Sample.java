package dev.plimsoll.sync.receipt;

import java.util.List;
import java.util.Random;
import java.util.function.Function;

/// A carried type with the values at its edges and a generator of others, as text that PostgreSQL
/// reads.
interface Sample {
  String name();

  Form form();

  /// @param sql name of the type
  record Form(String sql, List<String> edges, Function<Random, String> generator) {}

  default String sql() {
    return form().sql();
  }

  default List<String> edges() {
    return form().edges();
  }

  default String random(Random random) {
    return form().generator().apply(random);
  }
}
