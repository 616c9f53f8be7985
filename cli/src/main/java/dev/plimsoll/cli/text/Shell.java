package dev.plimsoll.cli.text;

import java.util.regex.Pattern;

/// Words of a suggested command, so that a shell takes each as it is.
public final class Shell {
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_.,:/@%+=-]+");

  private Shell() {}

  /// The word, in single quotes where it needs them.
  public static String word(String text) {
    String shown = Printable.line(text);
    return HARMLESS.matcher(shown).matches() ? shown : "'" + shown.replace("'", "'\\''") + "'";
  }
}
