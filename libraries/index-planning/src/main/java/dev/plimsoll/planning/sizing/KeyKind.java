package dev.plimsoll.planning.sizing;

import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Collation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The kind of a key by the cost of comparing two, from cheap to dear. A key of several columns
/// costs as its dearest.
public enum KeyKind {
  FIXED_IN_ORDER("fixed-width values in the order of the table"),
  FIXED("fixed-width values"),
  FIXED_WIDE("fixed-width values of more than 8 bytes"),
  TEXT_C("text in \"C\" order"),
  OTHER("values of varying width"),
  TEXT_ICU("text in ICU order"),
  TEXT_LIBC_C("text in libc's C.UTF-8 order"),
  TEXT_LIBC("text in libc's order of a language");

  // Of a sample; a single row out of its order makes the whole a sort.
  private static final double IN_ORDER = 0.9999;
  private static final int DATUM_BYTES = 8;

  private final String words;

  KeyKind(String words) {
    this.words = words;
  }

  /// For a sentence.
  public String words() {
    return words;
  }

  /// As it is written in files: `text-c`.
  public String value() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// @throws IllegalArgumentException naming those there are
  public static KeyKind named(String value) {
    for (KeyKind kind : values()) {
      if (kind.value().equals(value)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + value
            + "' is no kind of key; there are "
            + Arrays.stream(values()).map(KeyKind::value).collect(Collectors.joining(", ")));
  }

  /// Compared by a collation.
  public boolean text() {
    return compareTo(TEXT_C) >= 0 && this != OTHER;
  }

  /// Text that would sort faster in `"C"` order.
  public boolean dearCollation() {
    return compareTo(TEXT_ICU) >= 0;
  }

  /// The dearest of the key's columns; fixed-width keys that the table has in their order are
  /// hardly sorted at all.
  public static KeyKind of(List<ColumnFacts> key) {
    if (!key.isEmpty()
        && key.stream().allMatch(column -> of(column).compareTo(TEXT_C) < 0)
        && inOrder(key.getFirst())) {
      return FIXED_IN_ORDER;
    }
    return key.stream().map(KeyKind::of).max(Comparator.naturalOrder()).orElse(FIXED);
  }

  private static boolean inOrder(ColumnFacts first) {
    return first.statistics() != null && first.statistics().correlation() >= IN_ORDER;
  }

  private static KeyKind of(ColumnFacts column) {
    Collation collation = column.collation();
    if (collation == null) {
      if (!column.fixedWidth()) {
        return OTHER;
      }
      return column.typeLength() > DATUM_BYTES ? FIXED_WIDE : FIXED;
    }
    return switch (collation.provider()) {
      case C, BUILTIN -> TEXT_C;
      case ICU -> TEXT_ICU;
      case LIBC -> collation.locale().startsWith("C.") ? TEXT_LIBC_C : TEXT_LIBC;
    };
  }
}
