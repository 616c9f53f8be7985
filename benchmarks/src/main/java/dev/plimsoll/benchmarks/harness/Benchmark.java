package dev.plimsoll.benchmarks.harness;

import dev.plimsoll.cli.checks.Check;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Something to be measured, found by [java.util.ServiceLoader].
public interface Benchmark {
  /// As it is called on the command line: lower-case letters, digits and dashes.
  String name();

  /// What it measures, in a line.
  String about();

  /// Brings up what the contenders need; closing the result takes it down again.
  Setup setUp(Conditions conditions) throws Exception;

  /// @param quick small data: to see that it works, not for figures to be quoted
  /// @param data folder for whatever it keeps
  /// @param say takes a line about what is being done
  record Conditions(boolean quick, Path data, Consumer<String> say) {}

  /// What is up, ready to be measured.
  interface Setup extends AutoCloseable {
    /// What a second of work is counted in, for example `rows`.
    String unit();

    /// PostgreSQL's version; null where none takes part.
    @Nullable String serverVersion();

    /// One baseline, one ceiling, at least one subject.
    List<Contender> contenders();

    /// What the part demands of the figures, and whether the contenders did the same work.
    List<Check> checks(Outcome outcome);

    @Override
    void close();
  }
}
