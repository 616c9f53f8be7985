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

  @Test
  void thePlannerHasTheTokenOfThoseThatItAsks() throws IOException {
    for (ServiceName asked : List.of(ServiceName.SYNC, ServiceName.QUERY)) {
      String name = asked.value();
      assertThat(Files.readAllLines(folder.resolve("plimsoll@planner.service.d/" + name + ".conf")))
          .contains(
              "[Service]",
              "LoadCredential=" + name + "-token:/etc/plimsoll/token",
              "Environment=PLIMSOLL_PLANNER_SERVICES_%s_TOKEN_FILE=%%d/%s-token"
                  .formatted(asked.name(), name));
    }
  }

  @Test
  void thePlannerIsToldOfThePortsOfTheOthers() throws IOException {
    List<String> planner = Files.readAllLines(folder.resolve("planner.env"));
    for (ServiceName other : ServiceName.values()) {
      String port =
          Files.readAllLines(folder.resolve(other.value() + ".env")).stream()
              .filter(line -> line.startsWith("QUARKUS_HTTP_PORT="))
              .map(line -> line.substring(line.indexOf('=') + 1))
              .findFirst()
              .orElseThrow();
      if (other != ServiceName.PLANNER) {
        assertThat(planner)
            .contains(
                "PLIMSOLL_PLANNER_SERVICES_" + other.name() + "_URL=http://127.0.0.1:" + port);
      }
    }
  }
}
