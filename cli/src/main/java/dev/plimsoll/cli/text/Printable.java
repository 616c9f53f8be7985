package dev.plimsoll.cli.text;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Escapes text from databases: it may hold anything, such as escape sequences of terminals.
public final class Printable {
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_.,:/@%+=-]+");

  private Printable() {}

  /// One line: control and formatting characters as `\\u001b`; empty for null.
  public static String line(@Nullable String text) {
    return text == null ? "" : escaped(text, "");
  }

  /// As [#line], with line ends.
  public static String lines(String text) {
    return escaped(text, "\n");
  }

  /// As [#line], with tabs.
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

  // FORMAT has the marks of writing direction, by which one name can look like another.
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

  /// A word of a suggested shell command, in single quotes where needed.
  public static String shellWord(String text) {
    String shown = line(text);
    return HARMLESS.matcher(shown).matches() ? shown : "'" + shown.replace("'", "'\\''") + "'";
  }
}
