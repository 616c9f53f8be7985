package dev.plimsoll.systemtests.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What `./plimsoll` runs is the command line that `docs/reference/commands.md` is made from.
final class CommandReferenceST {
  @Test
  void theLauncherSaysWhatTheReferenceBeginsWith() throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("plimsoll.root"));
    ProcessBuilder builder =
        new ProcessBuilder(root.resolve("plimsoll").toString(), "--help")
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("NO_COLOR", "1");
    Process process = builder.start();
    String help = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(root.resolve("docs/reference/commands.md")))
        .contains(
            "\n## plimsoll\n\n```\n%s\n```\n"
                .formatted(help.stripTrailing().replaceAll("(?m) +$", "")));
  }
}
