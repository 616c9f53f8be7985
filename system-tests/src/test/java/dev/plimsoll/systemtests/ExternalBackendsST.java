package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.cli.api.PlannerApi;
import dev.plimsoll.cli.api.SyncApi;
import dev.plimsoll.devstack.StackDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    try (OwnStack external = OwnStack.start(theirs)) {
      StackDescription stack = external.description();
      try (Launcher plimsoll = new Launcher(ours, external.environment())) {
        // When
        JsonNode up = plimsoll.run(0, "up", "--json").json();

        // Then the four services run, and they alone, with what watches over them
        assertThat(up.has("kafka")).as("%s", up).isFalse();
        JsonNode status = plimsoll.run(0, "status", "--json").json();
        assertThat(status.path("parts").findValuesAsText("name"))
            .containsExactly("planner", "sync", "materializer", "builder");
        assertThat(status.path("parts").findValuesAsText("state")).containsOnly("up");
        assertThat(plimsoll.processes()).hasSize(5).noneMatch(line -> line.contains("devstack"));
        assertThat(plimsoll.data().resolve("stack")).doesNotExist();

        // And a table goes the whole way over what they were told of
        SyncApi sync = plimsoll.sync(up);
        PlannerApi planner = plimsoll.planner(up);
        Parcels parcels =
            Parcels.on(
                Databases.on(stack.postgresHost(), stack.postgresPort(), external.secrets(), ours));
        parcels.register(sync, planner);
        UUID extract = parcels.send("item", sync);
        parcels.awaitArrival("item", extract, sync, planner);
        assertThat(objects(theirs, stack.s3Bucket()))
            .anyMatch(object -> object.toString().endsWith(".parquet"));

        // When they are stopped, nothing of ours is left, and theirs goes on
        plimsoll.run(0, "down");
        assertThat(plimsoll.processes()).as("left running").isEmpty();
        assertThat(external.isAlive()).isTrue();
      }
    }
  }

  private static List<Path> objects(Path folder, String bucket) throws IOException {
    try (Stream<Path> objects = Files.walk(folder.resolve("data").resolve("s3").resolve(bucket))) {
      return objects.filter(Files::isRegularFile).toList();
    }
  }
}
