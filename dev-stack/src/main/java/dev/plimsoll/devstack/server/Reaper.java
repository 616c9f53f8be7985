package dev.plimsoll.devstack.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// Reaper that stops a server when this JVM has ended without doing so, for example by SIGKILL.
///
/// A shell waits on a pipe whose other end this JVM holds and the kernel closes at the JVM's end.
/// Then the shell stops the process of the pid file. When another stack has taken the folder over,
/// the owner file names that stack's reaper, and this one does nothing.
public final class Reaper implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      while read -r line; do [ "$line" = done ] && exit 0; done
      signal=$5
      for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ "$(cat "$2" 2>/dev/null)" = "$3" ] || exit 0
        pid=$(head -n 1 "$1" 2>/dev/null)
        case "$pid" in
          ''|*[!0-9]*) [ "$second" -gt 3 ] && exit 0 ;;
          *)
            name=$(cat "/proc/$pid/comm" 2>/dev/null || ps -p "$pid" -o comm= 2>/dev/null)
            case "$name" in *"$4"*) kill "-$signal" "$pid" ;; *) exit 0 ;; esac
            [ "$second" -gt 10 ] && signal=$6 ;;
        esac
        sleep 1
      done
      """;

  private final Process process;

  private Reaper(Process process) {
    this.process = process;
  }

  /// Server to be stopped.
  ///
  /// @param pidFile whose first line is the process id
  /// @param program name that the process must have
  /// @param gently signal that stops it cleanly
  /// @param firmly signal after ten seconds
  public record Target(Path pidFile, String program, String gently, String firmly) {}

  /// @param ownerFile beside the data directory, with the name of its reaper
  public static Reaper start(Target target, Path ownerFile) throws IOException {
    String name = UUID.randomUUID().toString();
    Files.writeString(ownerFile, name);
    return new Reaper(
        new ProcessBuilder(
                "sh",
                "-c",
                SCRIPT,
                "plimsoll-reaper",
                target.pidFile().toString(),
                ownerFile.toString(),
                name,
                target.program(),
                target.gently(),
                target.firmly())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  @Override
  public void close() throws IOException {
    process.outputWriter().append("done\n").flush();
    process.outputWriter().close();
  }
}
