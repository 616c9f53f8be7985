package dev.plimsoll.demo.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a tree was built from, as git says.
///
/// @param id 40 hexadecimal digits; null where there is no git, no repository or no commit
/// @param clean no file differs from the commit or is unknown to it, committed reports aside: each
///     run adds one, and the next is none the less of the same commit
record Commit(@Nullable String id, boolean clean) {
  private static final Commit UNKNOWN = new Commit(null, false);
  private static final String BUT_REPORTS = ":(exclude)docs/benchmarks";

  /// @param root of the tree; null where this was not started by the launcher
  static Commit of(@Nullable String root) {
    if (root == null) {
      return UNKNOWN;
    }
    Path folder = Path.of(root);
    return git(folder, "rev-parse", "--verify", "HEAD")
        .map(
            id ->
                new Commit(
                    id,
                    git(folder, "status", "--porcelain", "--", ".", BUT_REPORTS)
                        .map(String::isEmpty)
                        .orElse(false)))
        .orElse(UNKNOWN);
  }

  private static Optional<String> git(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      Process git =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      git.getOutputStream().close();
      try (InputStream out = git.getInputStream()) {
        String said = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
        return git.waitFor() == 0 ? Optional.of(said) : Optional.empty();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
