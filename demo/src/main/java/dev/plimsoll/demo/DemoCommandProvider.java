package dev.plimsoll.demo;

import dev.plimsoll.cli.CommandProvider;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.demo.DemoCommand.Where;
import java.util.Map;
import java.util.function.Supplier;

/// Provider of `demo` and `prepare`; the command line has no dependency on this module.
public final class DemoCommandProvider implements CommandProvider {
  @Override
  public Map<String, Supplier<Object>> commands(Terminal terminal) {
    return Map.of(
        "demo",
        () ->
            new DemoCommand(
                terminal, Map.of(Where.LOCAL, LocalPlant::on, Where.COMPOSE, ComposePlant::on)),
        "prepare",
        () -> new PrepareCommand(terminal));
  }
}
