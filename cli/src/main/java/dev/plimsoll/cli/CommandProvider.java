package dev.plimsoll.cli;

import dev.plimsoll.cli.terminal.Terminal;
import java.util.List;

/// Commands of another module, found by [java.util.ServiceLoader]: benchmarks brings `bench`.
public interface CommandProvider {
  /// Instances of classes with `@Command`.
  List<Object> commands(Terminal terminal);
}
