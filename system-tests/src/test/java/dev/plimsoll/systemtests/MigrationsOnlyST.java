package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plimsoll.cli.local.LocalSystem;
import dev.plimsoll.cli.local.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes that only migrate, as jobs before an upgrade do, and services that leave it to them.
@Order(6)
final class MigrationsOnlyST {
  private static final Set<ServiceName> WITH_A_SCHEMA =
      EnumSet.of(ServiceName.PLANNER, ServiceName.SYNC, ServiceName.MATERIALIZER);

  @TempDir private Path folder;

  @Test
  void whatAJobHasMigratedIsEnoughForServicesThatDoNot() throws IOException {
    // given a process of each service that ends by itself when its schema is migrated, without
    // Kafka
    try (OwnStack stack = OwnStack.start(Files.createDirectory(folder.resolve("backends")))) {
      for (ServiceName service : WITH_A_SCHEMA) {
        Map<String, String> alone =
            Map.of("PLIMSOLL_MIGRATIONS_ONLY", "true", "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        try (LocalSystem job = on(stack, alone)) {
          assertThatThrownBy(() -> job.startServices(EnumSet.of(service)))
              .hasMessageContaining(service.value() + " ended")
              .hasMessageContaining("event=schema.migrated");
        }
      }

      // then the services start, and migrate nothing
      try (LocalSystem services = on(stack, Map.of("PLIMSOLL_MIGRATIONS_AT_START", "false"))) {
        services.startServices(WITH_A_SCHEMA);
        assertThat(services.started()).containsAll(WITH_A_SCHEMA);
      }
    }
  }

  private LocalSystem on(OwnStack stack, Map<String, String> ofServices) {
    return LocalSystem.startStack(
        SystemUnderTest.settings(folder, stack.environment()).withServiceEnvironment(ofServices),
        line -> {});
  }
}
