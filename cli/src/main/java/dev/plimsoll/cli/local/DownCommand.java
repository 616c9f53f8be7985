package dev.plimsoll.cli.local;

import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.JsonOption;
import dev.plimsoll.cli.terminal.Terminal;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `plimsoll down`.
@Command(
    name = "down",
    description = "Stop everything that was started; the data stays.",
    footer = {"", "Example:", "  ./plimsoll down"})
public final class DownCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final DataOption data = new DataOption();
  @Mixin private final JsonOption json = new JsonOption();

  public DownCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /// @param steps what was done, a line each
  record Answer(String data, List<String> steps) {}

  @Override
  public Integer call() {
    DataHome home = data.home();
    List<String> steps = new ArrayList<>();
    boolean ran =
        Files.isDirectory(home.path())
            && Leftover.stop(
                home,
                step -> {
                  synchronized (steps) {
                    steps.add(step);
                  }
                  terminal.say(step);
                });
    if (!ran) {
      terminal.say("nothing runs on " + home.path());
    }
    if (json.asked()) {
      terminal.json(new Answer(home.path().toString(), steps));
    }
    if (ran) {
      terminal.next("./plimsoll up" + data.suffix() + " goes on with the same data");
    }
    return ExitCode.OK;
  }
}
