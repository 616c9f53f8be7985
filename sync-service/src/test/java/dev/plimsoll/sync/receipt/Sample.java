package dev.plimsoll.sync.receipt;

import java.util.List;
import java.util.Random;

/// A carried type with the values at its edges and a generator of others, as text that PostgreSQL
/// reads.
interface Sample {
  String name();

  String sql();

  List<String> edges();

  String random(Random random);
}
