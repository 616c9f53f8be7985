package dev.plimsoll.cli.text;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
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
  private static String normal(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  /// The id, where all of it is given.
  public static Optional<UUID> whole(String text) {
    String id = normal(text);
    return WHOLE.matcher(id).matches() ? Optional.of(UUID.fromString(id)) : Optional.empty();
  }

  /// Whether these may be the first characters of an id, and enough of them.
  static boolean isBeginning(String text) {
    return BEGINNING.matcher(normal(text)).matches();
  }

  /// The one thing whose id this is, or begins so.
  ///
  /// @param what it is, for messages
  /// @param byId that one; throws NOT_FOUND where it is not there
  /// @param beginning all whose ids begin so
  /// @throws PlimsollException NOT_FOUND, or USAGE where it fits several
  public static <T> T find(
      String text, String what, Function<UUID, T> byId, Function<String, List<T>> beginning) {
    Optional<UUID> whole = whole(text);
    return whole.isPresent() ? byId.apply(whole.get()) : only(text, all(text, beginning), what);
  }

  /// All whose ids begin so; none where this is no beginning of an id.
  public static <T> List<T> all(String text, Function<String, List<T>> beginning) {
    return isBeginning(text) ? beginning.apply(normal(text)) : List.of();
  }

  /// The one thing that was meant.
  ///
  /// @param all that fit
  /// @param what they are, for messages
  /// @throws PlimsollException NOT_FOUND for none, USAGE for several
  private static <T> T only(String text, List<T> all, String what) {
    if (all.isEmpty()) {
      throw PlimsollException.notFound(
          "there is no " + what + " '" + text + "' (ids count from 4 characters on)");
    }
    if (all.size() > 1) {
      throw PlimsollException.usage(
          "'" + text + "' fits " + all.size() + " of them; give more of the id");
    }
    return all.getFirst();
  }
}
