package dev.plimsoll.cli.text;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Ids as tables show them and as people type them: whole, or their first characters.
public final class Ids {
  private static final Pattern WHOLE =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern BEGINNING = Pattern.compile("[0-9a-f][0-9a-f-]{3,}");
  private static final int SHORT = 8;

  private Ids() {}

  /// An id as tables show it.
  public static String shortId(UUID id) {
    return id.toString().substring(0, SHORT);
  }

  /// As it would stand in a whole id.
  public static String normal(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  /// The id, where all of it is given.
  public static Optional<UUID> whole(String text) {
    String id = normal(text);
    return WHOLE.matcher(id).matches() ? Optional.of(UUID.fromString(id)) : Optional.empty();
  }

  /// Whether these may be the first characters of an id, and enough of them.
  public static boolean isBeginning(String text) {
    return BEGINNING.matcher(normal(text)).matches();
  }

  /// The one thing that was meant.
  ///
  /// @param all that fit
  /// @param what they are, for messages
  /// @throws PlimsollException NOT_FOUND for none, USAGE for several
  public static <T> T only(String text, List<T> all, String what) {
    if (all.isEmpty()) {
      throw missing(what, text);
    }
    if (all.size() > 1) {
      throw PlimsollException.usage(
          "'" + text + "' fits " + all.size() + " of them; give more of the id");
    }
    return all.getFirst();
  }

  /// NOT_FOUND.
  public static PlimsollException missing(String what, String text) {
    return PlimsollException.notFound(
        "there is no " + what + " '" + text + "' (ids count from 4 characters on)");
  }
}
