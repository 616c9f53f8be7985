package dev.plimsoll.cli.text;

import dev.plimsoll.contracts.problem.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// States and errors of answers, in words.
public final class Words {
  private Words() {}

  /// A state as people write it, also one that this version does not know.
  ///
  /// @param state an enum or an `OpenEnum`
  public static String state(Object state) {
    return state.toString().toLowerCase(Locale.ROOT);
  }

  /// `code: message`, or the one of them that is there.
  public static String error(@Nullable ErrorCode code, @Nullable String message) {
    return (code == null ? "" : code.value() + ": ") + Printable.line(message);
  }

  /// How many are in which state, for example `1 running, 2 done`.
  ///
  /// @param states in the order in which they are to be named
  /// @param none said where there are none
  public static String tally(Stream<String> states, String none) {
    Map<String, Long> counts =
        states.collect(
            Collectors.groupingBy(each -> each, LinkedHashMap::new, Collectors.counting()));
    return counts.isEmpty()
        ? none
        : counts.entrySet().stream()
            .map(count -> count.getValue() + " " + count.getKey())
            .collect(Collectors.joining(", "));
  }
}
