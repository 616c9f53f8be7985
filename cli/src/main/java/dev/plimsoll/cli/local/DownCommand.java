package dev.plimsoll.cli.local;

import dev.plimsoll.cli.terminal.ExitCode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
    name = "down",
    description = "Stop everything that was started; the data stays.",
    footer = {"", "Example:", "  ./plimsoll down"})
public final class DownCommand extends LocalCommand {

  record Answer(String data, List<String> steps) {}

  @Override
  public Integer call() {
    DataHome home = home();
    List<String> steps = Collections.synchronizedList(new ArrayList<>());
    boolean ran =
        Files.isDirectory(home.path())
            && Leftover.stop(
                home,
                step -> {
                  steps.add(step);
                  terminal().say(step);
                });
    if (!ran) {
      terminal().say("nothing runs on " + home.path());
    }
    if (json()) {
      terminal().json(new Answer(home.path().toString(), steps));
    }
    if (ran) {
      terminal().next(plimsoll("up") + " goes on with the same data");
    }
    return ExitCode.OK;
  }
}
