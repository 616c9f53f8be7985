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
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `plimsoll prepare`: a small demo that the launcher runs after a build, to record the caches of
/// classes from which later starts load. Starting alone would miss up to a fifth of a service's
/// classes.
@Command(
    name = "prepare",
    hidden = true,
    description =
        "Take a small demo the whole way on a temporary folder: later starts and first runs are"
            + " quick.")
public final class PrepareCommand implements Callable<Integer> {

  /// Services of a deployment talk to Kafka, PostgreSQL and S3 by TLS: a thousand classes more.
  private static final List<String> AS_ELSEWHERE = List.of("--tls", "on");

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
            LocalSettings.of(ProjectRoot.find(), new DataHome(folder), Map.of())
                .withStackOptions(AS_ELSEWHERE)
                .withRecording();
        try (Plant plant = LocalPlant.of(settings, line -> {});
            DemoDisplay display =
                new PlainDisplay(new PrintStream(OutputStream.nullOutputStream()))) {
          DemoOptions small = new DemoOptions(0.002, 1, null);
          new DemoRun(plant, small, display, new Stopwatch(Duration.ZERO)).run();
        } catch (PlimsollException e) {
          if (e.code() == ErrorCode.INTERRUPTED) {
            throw e;
          }
          // Later starts are merely slower and report the cause themselves.
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
}
