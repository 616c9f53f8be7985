package dev.plimsoll.systemtests.howto;

import java.util.List;
import java.util.regex.Pattern;

/// Whether a command has printed what its page shows: each line of the page, in its order. Numbers
/// with their units, ids and blanks may be others, and the page may leave lines out.
public final class PrintedText {
  private static final String ANY = "#";
  private static final Pattern ID = Pattern.compile("\\b(?=[a-f-]*\\d)[0-9a-f]{4}[0-9a-f-]+\\b");
  private static final Pattern AMOUNT =
      Pattern.compile("\\d[\\d.,:]*(?: ?(?:ms|s|min|h|B|KiB|MiB|GiB)\\b)?");
  private static final Pattern AMOUNTS = Pattern.compile("#(?: #)+");

  private PrintedText() {}

  /// Those of the page that were not printed after the ones before them.
  public static List<String> missing(List<String> shown, String printed) {
    List<String> lines = printed.lines().map(PrintedText::withoutAmounts).toList();
    int from = 0;
    for (int i = 0; i < shown.size(); i++) {
      String wanted = withoutAmounts(shown.get(i));
      int at = lines.subList(from, lines.size()).indexOf(wanted);
      if (at < 0) {
        return shown.subList(i, i + 1);
      }
      from += at + 1;
    }
    return List.of();
  }

  private static String withoutAmounts(String line) {
    String text = ID.matcher(line.strip()).replaceAll(ANY);
    text = AMOUNT.matcher(text).replaceAll(ANY).replaceAll("\\s+", " ");
    return AMOUNTS.matcher(text).replaceAll(ANY);
  }
}
