package dev.plimsoll.demo;

import dev.plimsoll.cli.CommandProvider;
import dev.plimsoll.cli.terminal.Terminal;
import java.util.Map;
import java.util.function.Supplier;

/// Brings `demo` and `prepare` to the command line, which does not know this module.
public final class DemoCommandProvider implements CommandProvider {
  @Override
  public Map<String, Supplier<Object>> commands(Terminal terminal) {
    return Map.of(
        "demo",
        () -> new DemoCommand(terminal, LocalPlant::on),
        "prepare",
        () -> new PrepareCommand(terminal));
  }
}
