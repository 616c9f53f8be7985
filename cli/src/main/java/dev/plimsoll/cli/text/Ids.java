package dev.plimsoll.cli.text;

import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Ids of answers and arguments: whole, or a prefix.
public final class Ids {
  private static final Pattern WHOLE =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final Pattern BEGINNING = Pattern.compile("[0-9a-f][0-9a-f-]{3,}");

  private Ids() {}

  public static String shortId(UUID id) {
    return id.toString().substring(0, 8);
  }

  private static String normal(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  public static Optional<UUID> whole(String text) {
    String id = normal(text);
    return WHOLE.matcher(id).matches() ? Optional.of(UUID.fromString(id)) : Optional.empty();
  }

  /// Four characters or more.
  static boolean isBeginning(String text) {
    return BEGINNING.matcher(normal(text)).matches();
  }

  /// Finds a thing by its id or a unique prefix.
  ///
  /// @param what noun for messages
  /// @param byId throws NOT_FOUND
  /// @param beginning all things with a prefix
  /// @throws PlimsollException NOT_FOUND, or USAGE for an ambiguous prefix
  public static <T> T find(
      String text, String what, Function<UUID, T> byId, Function<String, List<T>> beginning) {
    return whole(text).map(byId).orElseGet(() -> only(text, all(text, beginning), what));
  }

  /// All things with this prefix; empty for text that is none.
  public static <T> List<T> all(String text, Function<String, List<T>> beginning) {
    return isBeginning(text) ? beginning.apply(normal(text)) : List.of();
  }

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
