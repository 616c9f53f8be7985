package dev.plimsoll.systemtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.local.ProjectRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `deploy/systemd`.
final class SystemdUnitTest {
  private final Path folder = ProjectRoot.find().resolve("deploy").resolve("systemd");

  @Test
  void eachServiceHasAUserOfItsOwn() throws IOException {
    // Instances of a unit share one dynamic user, named as the unit is, where it names none; and
    // each would read the others' secrets.
    assertThat(Files.readAllLines(folder.resolve("plimsoll@.service")))
        .contains("DynamicUser=yes", "User=plimsoll-%i");
  }

  @Test
  void eachServiceListensOnAPortOfItsOwn() throws IOException {
    List<String> ports =
        Stream.of("planner", "builder", "sync", "materializer").map(this::port).toList();

    assertThat(ports)
        .doesNotHaveDuplicates()
        .allMatch(line -> line.matches("QUARKUS_HTTP_PORT=\\d+"));
  }

  private String port(String service) {
    try {
      return Files.readAllLines(folder.resolve(service + ".env")).stream()
          .filter(line -> line.startsWith("QUARKUS_HTTP_PORT="))
          .findFirst()
          .orElse(service + " has none");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
