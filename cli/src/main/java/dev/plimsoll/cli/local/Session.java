package dev.plimsoll.cli.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Starts children in a session of their own, where the system has `setsid` (Linux): Ctrl-C in the
/// terminal is then for the command alone, which stops them in good order, and a system left
/// running does not end with the terminal.
final class Session {
  private static final List<String> PREFIX =
      List.of("/usr/bin/setsid", "/bin/setsid").stream()
          .filter(setsid -> Files.isExecutable(Path.of(setsid)))
          .limit(1)
          .toList();

  private Session() {}

  /// To be put before a command.
  static List<String> prefix() {
    return PREFIX;
  }
}
