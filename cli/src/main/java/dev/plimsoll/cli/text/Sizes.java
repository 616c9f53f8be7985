package dev.plimsoll.cli.text;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

public final class Sizes {
  private static final Pattern SIZE =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)i?b?", Pattern.CASE_INSENSITIVE);

  private Sizes() {}

  /// Bytes of `512MB` or `1.5GB`, in powers of 1024 as in PostgreSQL.
  ///
  /// @throws PlimsollException USAGE for another form, and for 2^63 bytes and more
  public static long parse(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      throw notASize(text);
    }
    int shift =
        switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
          case "k" -> 10;
          case "m" -> 20;
          case "g" -> 30;
          case "t" -> 40;
          default -> 0;
        };
    double bytes = Double.parseDouble(matcher.group(1)) * (1L << shift);
    if (bytes >= Long.MAX_VALUE) {
      throw notASize(text);
    }
    return Math.round(bytes);
  }

  private static PlimsollException notASize(String text) {
    return PlimsollException.usage("a size is a number with kB, MB, GB or TB, not '" + text + "'");
  }
}
