package dev.plimsoll.cli;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import java.util.function.Supplier;

/// Commands of another module, found by [java.util.ServiceLoader]: demo brings `demo`, benchmarks
/// brings `bench`.
public interface CommandProvider {
  /// Makers of instances of classes with `@Command`, by the commands' names. Only that of the
  /// command to be run is called, but for the help of all.
  Map<String, Supplier<Object>> commands(Terminal terminal);
}
