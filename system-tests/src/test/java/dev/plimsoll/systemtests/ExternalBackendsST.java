package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.devstack.StackDescription;
import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.process.StackCommand;
import dev.plimsoll.devstack.process.StackProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The same services on Kafka, PostgreSQL and S3 that are there already, told of by the environment
/// alone. Those belong to a stack that this test starts and `./plimsoll` knows nothing of.
final class ExternalBackendsST {
  @TempDir private Path folder;

  @Test
  void theServicesRunOnThemAndNothingIsEmbedded() throws Exception {
    // Given Kafka, PostgreSQL and S3 of somebody else's
    Path theirs = Files.createDirectory(folder.resolve("theirs"));
    Path ours = Files.createDirectory(folder.resolve("ours"));
    try (StackProcess external = startStack(theirs)) {
      StackDescription stack = external.description();
      Secrets secrets = Secrets.read(Path.of(stack.secretsFile()));
      try (Launcher plimsoll = new Launcher(ours, environment(stack, secrets))) {
        // When
        JsonNode up = plimsoll.run(0, "up", "--json").json();

        // Then the four services run, and they alone
        assertThat(up.has("kafka")).as("%s", up).isFalse();
        JsonNode status = plimsoll.run(0, "status", "--json").json();
        assertThat(status.path("parts").findValuesAsText("name"))
            .containsExactly("planner", "sync", "materializer", "builder");
        assertThat(status.path("parts").findValuesAsText("state")).containsOnly("up");
        assertThat(plimsoll.processes()).hasSize(4).noneMatch(line -> line.contains("devstack"));
        assertThat(plimsoll.data().resolve("stack")).doesNotExist();

        // And a table goes the whole way over what they were told of
        SyncApi sync = plimsoll.sync(up);
        PlannerApi planner = plimsoll.planner(up);
        Parcels parcels =
            Parcels.on(Databases.on(stack.postgresHost(), stack.postgresPort(), secrets, ours));
        parcels.register(sync, planner);
        UUID extract = parcels.send("item", sync);
        parcels.awaitArrival("item", extract, sync, planner);
        assertThat(objects(theirs, stack.s3Bucket()))
            .anyMatch(object -> object.toString().endsWith(".parquet"));

        // When they are stopped, nothing of ours is left, and theirs goes on
        plimsoll.run(0, "down");
        assertThat(plimsoll.processes()).as("left running").isEmpty();
        assertThat(external.handle().isAlive()).isTrue();
      }
    }
  }

  private static StackProcess startStack(Path folder) {
    return StackProcess.start(
        new StackCommand(
            Path.of(System.getProperty("plimsoll.root")),
            folder.resolve("data"),
            folder.resolve("stack.log"),
            List.of(),
            List.of()));
  }

  private static Map<String, String> environment(StackDescription stack, Secrets secrets) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PLIMSOLL_KAFKA", stack.kafkaBootstrap());
    environment.put(
        "PLIMSOLL_POSTGRES",
        "%s:%d/%s".formatted(stack.postgresHost(), stack.postgresPort(), stack.postgresDatabase()));
    environment.put("PLIMSOLL_PLANNER_PASSWORD", secrets.rolePassword("plimsoll_planner"));
    environment.put("PLIMSOLL_SYNC_PASSWORD", secrets.rolePassword("plimsoll_sync"));
    environment.put(
        "PLIMSOLL_MATERIALIZER_PASSWORD", secrets.rolePassword("plimsoll_materializer"));
    environment.put("PLIMSOLL_S3_ENDPOINT", stack.s3Endpoint());
    environment.put("PLIMSOLL_S3_REGION", stack.s3Region());
    environment.put("PLIMSOLL_S3_BUCKET", stack.s3Bucket());
    environment.put("PLIMSOLL_S3_ACCESS_KEY", secrets.s3AccessKey());
    environment.put("PLIMSOLL_S3_SECRET_KEY", secrets.s3SecretKey());
    environment.put("PLIMSOLL_S3_PATH_STYLE", "true");
    return environment;
  }

  private static List<Path> objects(Path folder, String bucket) throws IOException {
    try (Stream<Path> objects = Files.walk(folder.resolve("data").resolve("s3").resolve(bucket))) {
      return objects.filter(Files::isRegularFile).toList();
    }
  }
}
