package dev.plimsoll.devstack.postgres;

import dev.plimsoll.devstack.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The server process of a PostgreSQL data directory, found by its `postmaster.pid`.
public final class Postmaster {
  private final ProcessHandle process;

  private Postmaster(ProcessHandle process) {
    this.process = process;
  }

  /// The one that runs on this directory, if it does. A number left over in the file that now
  /// belongs to another process is not taken for it.
  public static Optional<Postmaster> of(Path dataDirectory) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(dataDirectory.resolve("postmaster.pid"));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    // Line 1 is the process id, line 2 the data directory.
    if (lines.size() < 2
        || !lines.get(0).strip().matches("[0-9]{1,18}")
        || !Path.of(lines.get(1)).equals(dataDirectory)) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
        .filter(ProcessHandle::isAlive)
        .filter(Postmaster::isPostgres)
        .map(Postmaster::new);
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(command -> Path.of(command).endsWith("postgres"))
        // Without the right to look at it, it is not ours.
        .orElse(false);
  }

  /// Stops it as `pg_ctl stop -m fast` does: sessions are ended, transactions rolled back.
  public void stop() throws IOException {
    signal("INT");
    ServerProcess.awaitEnd(process, "PostgreSQL");
  }

  public long pid() {
    return process.pid();
  }

  private void signal(String name) throws IOException {
    // Java itself can send TERM and KILL only; TERM would wait for every session to end.
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
