package dev.plimsoll.planning.sizing;

import dev.plimsoll.postgres.catalog.ColumnFacts;
import dev.plimsoll.postgres.catalog.ColumnFacts.Collation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The kind of a key by the cost of comparing two, from cheap to dear. Of several columns the
/// dearest counts.
public enum KeyKind {
  FIXED_IN_ORDER("fixed-width values in the order of the table"),
  FIXED("fixed-width values"),
  FIXED_WIDE("fixed-width values of more than 8 bytes"),
  TEXT_C("text in \"C\" order"),
  OTHER("values of varying width"),
  TEXT_ICU("text in ICU order"),
  TEXT_LIBC_C("text in libc's C.UTF-8 order"),
  TEXT_LIBC("text in libc's order of a language");

  // A single row out of order makes the whole a sort.
  private static final double IN_ORDER = 0.9999;
  private static final int DATUM_BYTES = 8;

  private final String words;

  KeyKind(String words) {
    this.words = words;
  }

  public String words() {
    return words;
  }

  /// The form in files: `text-c`.
  public String value() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// @throws IllegalArgumentException naming the known ones
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

  public boolean text() {
    return compareTo(TEXT_C) >= 0 && this != OTHER;
  }

  /// Whether `"C"` order would sort faster.
  public boolean dearCollation() {
    return compareTo(TEXT_ICU) >= 0;
  }

  /// The dearest of the columns. Fixed-width keys in the table's order are hardly sorted at all.
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
