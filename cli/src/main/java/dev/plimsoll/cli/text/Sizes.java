package dev.plimsoll.cli.text;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes as people write them.
public final class Sizes {
  private static final Pattern SIZE =
      Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)i?b?", Pattern.CASE_INSENSITIVE);

  private Sizes() {}

  /// `512MB`, `1.5GB`; powers of 1024, as PostgreSQL has them.
  ///
  /// @return bytes
  /// @throws PlimsollException USAGE for what is no size, or none that bytes could count
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
