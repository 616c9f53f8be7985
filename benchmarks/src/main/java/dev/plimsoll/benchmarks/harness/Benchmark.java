package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.cli.address.ResolvedAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Benchmark that `plimsoll bench NAME` runs.
public interface Benchmark {
  /// Name on the command line: lower-case letters, digits and dashes.
  String name();

  /// Description of what it measures, in a line.
  String about();

  /// Whether `--rows` can change the size of its data.
  boolean takesRows();

  /// Whether a PostgreSQL of the user's own can take the place of the embedded one.
  default boolean takesServer() {
    return false;
  }

  /// Brings up what the contenders need; closing the result takes it down again.
  Ready setUp(Conditions conditions) throws Exception;

  /// @param quick small data: to see that it works, not for figures to quote
  /// @param rows of its tables; null for its own size
  /// @param seed of whatever is at random
  /// @param server of the user's own; null for the embedded one
  /// @param say takes a line of progress
  record Conditions(
      boolean quick,
      @Nullable Long rows,
      long seed,
      @Nullable ResolvedAddress server,
      Path data,
      Consumer<String> say) {}

  /// Setup on what was started for it; closing stops that.
  ///
  /// @param serverVersion of PostgreSQL; null where none takes part
  /// @param serverSettings of PostgreSQL, without defaults, by name
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
