package dev.plimsoll.cli.text;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.Failure;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

public final class Words {
  private Words() {}

  /// Lower-case name of an enum or `OpenEnum`, also for states of a later version.
  public static String state(Object state) {
    return state.toString().toLowerCase(Locale.ROOT);
  }

  /// `code: message`, or the one that is not null.
  public static String error(@Nullable ErrorCode code, @Nullable String message) {
    return (code == null ? "" : code.value() + ": ") + Printable.line(message);
  }

  /// `code: message`; empty for null.
  public static String error(@Nullable Failure failure) {
    return failure == null ? "" : error(failure.code(), failure.message());
  }

  /// Counts by state, for example `1 running, 2 done`.
  ///
  /// @param states in the order of the answer
  /// @param none text for no states
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
