package dev.plimsoll.cli.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Command prefix that starts a child in its own session, where `setsid` exists (Linux). Ctrl-C
/// then reaches the command alone, which stops its children in order, and a detached system
/// outlives the terminal.
public final class Session {
  public static final List<String> PREFIX =
      List.of("/usr/bin/setsid", "/bin/setsid").stream()
          .filter(setsid -> Files.isExecutable(Path.of(setsid)))
          .limit(1)
          .toList();

  private Session() {}
}
