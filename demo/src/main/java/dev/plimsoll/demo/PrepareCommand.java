package dev.plimsoll.demo;

import dev.plimsoll.cli.local.AotCache;
import dev.plimsoll.cli.local.DataHome;
import dev.plimsoll.cli.local.LocalSettings;
import dev.plimsoll.cli.local.ProjectRoot;
import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import dev.plimsoll.demo.progress.DemoDisplay;
import dev.plimsoll.demo.progress.PlainDisplay;
import dev.plimsoll.devstack.folder.Folders;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `plimsoll prepare`: what the launcher does after a build, so that the first run does not pay for
/// recording what its successors start from.
///
/// The whole job is done once, since a service that has only been started has recorded none of what
/// it works with, which is up to a fifth of its classes.
@Command(
    name = "prepare",
    hidden = true,
    description =
        "Take a small demo the whole way on a temporary folder: later starts and first runs are"
            + " quick.")
public final class PrepareCommand implements Callable<Integer> {
  private static final DemoOptions SMALL = new DemoOptions(0.002, 1, null);

  private final Terminal terminal;

  public PrepareCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try {
      Path folder = Files.createTempDirectory("plimsoll-prepare");
      try {
        LocalSettings settings =
            LocalSettings.of(ProjectRoot.find(), new DataHome(folder), Map.of()).withRecording();
        try (Plant plant = LocalPlant.of(settings, line -> {})) {
          work(plant);
        } catch (PlimsollException e) {
          if (e.code() == ErrorCode.INTERRUPTED) {
            throw e;
          }
          // Later starts are merely slower, and say themselves what is wrong.
          terminal.say("the small demo was broken off: " + e.getMessage());
        }
        AotCache.makeMissing(settings, terminal::say);
      } finally {
        Folders.delete(folder);
      }
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.DATA_FOLDER, "no temporary folder can be used: " + e.getMessage(), e);
    }
    return ExitCode.OK;
  }

  private static void work(Plant plant) {
    try (DemoDisplay display = new PlainDisplay(new PrintStream(OutputStream.nullOutputStream()))) {
      new DemoRun(plant, SMALL, display, new Stopwatch(Duration.ZERO)).run();
    }
  }
}
