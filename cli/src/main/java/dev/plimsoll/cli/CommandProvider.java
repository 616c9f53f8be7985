package dev.plimsoll.cli;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import java.util.function.Supplier;

/// Commands of another module, found by [java.util.ServiceLoader]: `demo` and `bench`.
public interface CommandProvider {
  /// Suppliers of classes with `@Command`, by the commands' names. Only the one to run is called,
  /// and all of them for the whole help.
  Map<String, Supplier<Object>> commands(Terminal terminal);
}
