package dev.plimsoll.systemtests.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.cli.local.ProjectRoot;
import dev.plimsoll.cli.local.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `deploy/systemd`.
final class SystemdUnitTest {
  private final Path folder = ProjectRoot.find().resolve("deploy").resolve("systemd");

  @Test
  void eachServiceHasAUserOfItsOwn() throws IOException {
    // Instances of a unit that names no user share one, who reads the secrets of all.
    assertThat(Files.readAllLines(folder.resolve("plimsoll@.service")))
        .contains("DynamicUser=yes", "User=plimsoll-%i");
  }

  @Test
  void eachServiceListensOnAPortOfItsOwn() throws IOException {
    List<String> ports = new ArrayList<>();
    for (ServiceName service : ServiceName.values()) {
      List<String> settings = Files.readAllLines(folder.resolve(service.value() + ".env"));
      ports.addAll(
          settings.stream().filter(line -> line.startsWith("QUARKUS_HTTP_PORT=")).toList());
    }

    assertThat(ports).hasSize(ServiceName.values().length).doesNotHaveDuplicates();
  }
}
