package dev.plimsoll.planning.sizing;

import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Collation;
import java.util.Comparator;
import java.util.List;

/// What comparing two keys costs, from cheap to dear. A key of several columns costs as its
/// dearest.
public enum KeyKind {
  FIXED("fixed-width values"),
  TEXT_C("text in \"C\" order"),
  OTHER("values of varying width"),
  TEXT_ICU("text in ICU order"),
  TEXT_LIBC_C("text in libc's C.UTF-8 order"),
  TEXT_LIBC("text in libc's order of a language");

  private final String words;

  KeyKind(String words) {
    this.words = words;
  }

  /// For a sentence.
  public String words() {
    return words;
  }

  /// Text that would sort faster in `"C"` order.
  public boolean dearCollation() {
    return compareTo(TEXT_ICU) >= 0;
  }

  /// The dearest of the key's columns.
  public static KeyKind of(List<ColumnFacts> key) {
    return key.stream().map(KeyKind::of).max(Comparator.naturalOrder()).orElse(FIXED);
  }

  private static KeyKind of(ColumnFacts column) {
    Collation collation = column.collation();
    if (collation == null) {
      return column.fixedWidth() ? FIXED : OTHER;
    }
    return switch (collation.provider()) {
      case C, BUILTIN -> TEXT_C;
      case ICU -> TEXT_ICU;
      case LIBC -> collation.locale().startsWith("C.") ? TEXT_LIBC_C : TEXT_LIBC;
    };
  }
}
