package dev.plimsoll.benchmarks.harness;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A benchmark, as `plimsoll bench NAME` runs it.
public interface Benchmark {
  /// As it is called on the command line: lower-case letters, digits and dashes.
  String name();

  /// What it measures, in a line.
  String about();

  /// Whether its data can be made of another size.
  boolean takesRows();

  /// Brings up what the contenders need; closing the result takes it down again.
  Ready setUp(Conditions conditions) throws Exception;

  /// @param quick small data: to see that it works, not for figures to be quoted
  /// @param rows of its tables; null for its own size
  /// @param data folder for whatever it keeps
  /// @param say takes a line about what is being done
  record Conditions(boolean quick, @Nullable Long rows, Path data, Consumer<String> say) {}

  /// A setup on what was started for it.
  ///
  /// @param serverVersion of PostgreSQL; null where none takes part
  /// @param serverSettings PostgreSQL's that are not its defaults, by name
  /// @param stop takes everything down
  record Ready(
      Setup setup,
      @Nullable String serverVersion,
      Map<String, String> serverSettings,
      Runnable stop)
      implements AutoCloseable {
    @Override
    public void close() {
      stop.run();
    }
  }
}
