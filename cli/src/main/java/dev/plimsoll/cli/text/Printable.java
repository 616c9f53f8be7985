package dev.plimsoll.cli.text;

import org.jspecify.annotations.Nullable;

/// Names and messages that come out of a database may hold anything, escape sequences of terminals
/// included; what is printed holds none.
public final class Printable {
  private Printable() {}

  /// In one line: control and formatting characters as `\\u001b`; empty for null.
  public static String line(@Nullable String text) {
    return text == null ? "" : escaped(text, "");
  }

  /// The same, but line ends stay.
  public static String lines(String text) {
    return escaped(text, "\n");
  }

  /// A line of a log, which tabs stay in.
  public static String ofLog(String line) {
    return escaped(line, "\t");
  }

  private static String escaped(String text, String kept) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (isHarmless(c) || kept.indexOf(c) >= 0) {
                shown.appendCodePoint(c);
              } else {
                shown.append("\\u%04x".formatted(c));
              }
            });
    return shown.toString();
  }

  // FORMAT has the marks that turn the direction of writing, so that a name reads as another one.
  private static boolean isHarmless(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
