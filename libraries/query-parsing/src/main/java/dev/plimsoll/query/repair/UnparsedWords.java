package dev.plimsoll.query.repair;

import java.util.regex.Pattern;

/// What no parser takes any more, and a text can do without: words that belonged to a constant,
/// which is a parameter now. The text is known not to parse, so that nothing valid is changed.
final class UnparsedWords {
  private static final Pattern ESCAPE =
      Pattern.compile("(\\$\\d+)\\s+UESCAPE\\s+'[^']'", Pattern.CASE_INSENSITIVE);
  private static final Pattern FORM =
      Pattern.compile("\\bIS\\s+(NOT\\s+)?\\$\\d+\\s+NORMALIZED\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern NORMALIZE =
      Pattern.compile("(?<![.\\w\"])normalize\\s*\\(", Pattern.CASE_INSENSITIVE);

  private UnparsedWords() {}

  /// `$1 UESCAPE '!'` is `$1`; `x IS $1 NORMALIZED` is `x IS NORMALIZED`, of the usual form;
  /// `normalize(x, $1)` is a call of the function.
  static String without(String text) {
    String whole = ESCAPE.matcher(text).replaceAll("$1");
    whole = FORM.matcher(whole).replaceAll("IS $1NORMALIZED");
    return NORMALIZE.matcher(whole).replaceAll("pg_catalog.normalize(");
  }
}
