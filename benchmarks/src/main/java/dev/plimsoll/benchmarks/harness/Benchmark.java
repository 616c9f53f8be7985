package dev.plimsoll.benchmarks.harness;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Something to be measured, found by [java.util.ServiceLoader].
public interface Benchmark {
  /// As it is called on the command line: lower-case letters, digits and dashes.
  String name();

  /// What it measures, in a line.
  String about();

  /// Whether its data can be made of another size.
  default boolean takesRows() {
    return false;
  }

  /// Brings up what the contenders need; closing the result takes it down again.
  Setup setUp(Conditions conditions) throws Exception;

  /// @param quick small data: to see that it works, not for figures to be quoted
  /// @param rows of its tables; null for its own size
  /// @param data folder for whatever it keeps
  /// @param say takes a line about what is being done
  record Conditions(boolean quick, @Nullable Long rows, Path data, Consumer<String> say) {}
}
