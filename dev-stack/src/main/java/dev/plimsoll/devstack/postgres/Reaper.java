package dev.plimsoll.devstack.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/// Stops PostgreSQL when this JVM is gone without having done so, for example by SIGKILL.
///
/// A shell waits on a pipe whose other end this JVM holds. The kernel closes it however the JVM
/// ends; then the shell stops the postmaster of the data directory if there still is one. Once
/// another stack has taken the folder over, its reaper's name is in the owner file, and this one
/// does nothing more: the postmaster is no longer its own.
final class Reaper implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      while read -r line; do [ "$line" = done ] && exit 0; done
      signal=INT
      for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ "$(cat "$2" 2>/dev/null)" = "$3" ] || exit 0
        pid=$(head -n 1 "$1/postmaster.pid" 2>/dev/null)
        case "$pid" in
          ''|*[!0-9]*) [ "$second" -gt 3 ] && exit 0 ;;
          *)
            name=$(cat "/proc/$pid/comm" 2>/dev/null || ps -p "$pid" -o comm= 2>/dev/null)
            case "$name" in *postgres*) kill "-$signal" "$pid" ;; *) exit 0 ;; esac
            [ "$second" -gt 10 ] && signal=QUIT ;;
        esac
        sleep 1
      done
      """;

  private final Process process;

  private Reaper(Process process) {
    this.process = process;
  }

  /// @param ownerFile beside the data directory; says which reaper it belongs to
  static Reaper start(Path dataDirectory, Path ownerFile) throws IOException {
    String name = UUID.randomUUID().toString();
    Files.writeString(ownerFile, name);
    return new Reaper(
        new ProcessBuilder(
                "sh",
                "-c",
                SCRIPT,
                "plimsoll-reaper",
                dataDirectory.toString(),
                ownerFile.toString(),
                name)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /// It is not needed any more.
  @Override
  public void close() throws IOException {
    process.outputWriter().append("done\n").flush();
    process.outputWriter().close();
  }
}
