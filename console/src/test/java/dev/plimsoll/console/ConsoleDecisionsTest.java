package dev.plimsoll.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The console's decisions and what it says of its token, by Node's own test runner. Where there is
/// no Node 20 or later it is skipped.
class ConsoleDecisionsTest {
  private static final int OLDEST_NODE = 20;

  @Test
  void decideAsTheirTestsSay() throws IOException, InterruptedException {
    assumeThat(node())
        .as("major version of Node, 0 without it")
        .isGreaterThanOrEqualTo(OLDEST_NODE);

    Run run =
        run(
            "node",
            "--test",
            "src/test/js/decisions.test.mjs",
            "src/test/js/search.test.mjs",
            "src/test/js/token.test.mjs");

    assertThat(run.status()).as(run.output()).isZero();
  }

  private static int node() throws InterruptedException {
    try {
      Run run = run("node", "--version");
      return Integer.parseInt(run.output().strip().substring(1).split("\\.", 2)[0]);
    } catch (IOException e) {
      return 0;
    }
  }

  private static Run run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(Path.of("").toAbsolutePath().toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Run(process.exitValue(), output);
  }

  private record Run(int status, String output) {}
}
