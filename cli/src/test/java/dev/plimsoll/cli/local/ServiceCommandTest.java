package dev.plimsoll.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plimsoll.contracts.database.SslMode;
import dev.plimsoll.devstack.folder.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServiceCommandTest {
  private static final Backends BACKENDS =
      new Backends(
          new Backends.Kafka("broker:9092", Map.of()),
          new Backends.Postgres("db", 5432, "plimsoll", SslMode.REQUIRE, null),
          Map.of(),
          new Backends.S3("https://s3.example", "eu", "bucket", "key", "secret", true, null));

  @Test
  void thePlannerAloneIsToldWhereTheOthersAre(@TempDir Path folder) throws IOException {
    // given
    DataHome home = new DataHome(folder);
    Files.createDirectories(home.ports().getParent());
    Ports ports = new Ports(home.ports());
    for (ServiceName service : ServiceName.values()) {
      ports.choose(service.value(), 0);
    }
    ports.remember();
    LocalSettings settings = LocalSettings.of(folder, home, Map.of());

    for (ServiceName service : ServiceName.values()) {
      // when
      Map<String, String> environment =
          new ServiceCommand(service, settings, BACKENDS, 0).environment();

      // then
      for (ServiceName other : ServiceName.values()) {
        String variable = "PLIMSOLL_PLANNER_SERVICES_" + other.name() + "_URL";
        if (service == ServiceName.PLANNER && other != service) {
          assertThat(environment)
              .containsEntry(
                  variable, "http://127.0.0.1:" + ports.remembered(other.value()).orElseThrow());
        } else {
          assertThat(environment).doesNotContainKey(variable);
        }
        String token = "PLIMSOLL_PLANNER_SERVICES_" + other.name() + "_TOKEN_FILE";
        if (service == ServiceName.PLANNER
            && (other == ServiceName.SYNC || other == ServiceName.QUERY)) {
          assertThat(environment).containsEntry(token, home.tokenFile().toString());
        } else {
          assertThat(environment).doesNotContainKey(token);
        }
      }
    }
  }
}
