package dev.plimsoll.cli.local;

import dev.plimsoll.cli.terminal.ExitCode;
import dev.plimsoll.cli.terminal.Terminal;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/// `plimsoll prepare`: what the launcher does after a build, so that the first run does not pay for
/// recording what its successors start from.
@Command(
    name = "prepare",
    hidden = true,
    description =
        "Start everything once on a temporary folder and stop it: later starts are quick.")
public final class PrepareCommand implements Callable<Integer> {
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
        LocalSystem.start(settings, line -> {}).close();
        AotCacheMaker.makeMissing(settings, terminal::say);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new PlimsollException(
          ErrorCode.DATA_FOLDER, "no temporary folder can be used: " + e.getMessage(), e);
    }
    return ExitCode.OK;
  }

  private static void delete(Path folder) throws IOException {
    List<Path> entries;
    try (Stream<Path> tree = Files.walk(folder)) {
      entries = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path entry : entries) {
      Files.deleteIfExists(entry);
    }
  }
}
