package dev.plimsoll.cli.local;

import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.nio.file.Path;

/// Project folder, as the launcher passes it.
public final class ProjectRoot {
  private ProjectRoot() {}

  /// @throws PlimsollException START_FAILED without the launcher
  public static Path find() {
    String root = System.getProperty("plimsoll.root");
    if (root == null) {
      throw new PlimsollException(
          ErrorCode.START_FAILED, "plimsoll.root is not set: start it by ./plimsoll");
    }
    return Path.of(root);
  }
}
