package dev.plimsoll.cli.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.local.CommandProcess;
import dev.plimsoll.cli.service.FakeApi;
import dev.plimsoll.cli.sync.SyncViews;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ctrl-C while an extract is looked at.
final class LeavingIT {
  @TempDir Path folder;

  @Test
  void whoLeavesIsToldThatTheExtractGoesOnAndHowToComeBack()
      throws IOException, InterruptedException {
    try (FakeApi sync =
        FakeApi.start()
            .on("POST /extracts", SyncViews.running(1))
            .on("GET /extracts/" + SyncViews.EXTRACT, SyncViews.running(420_000))) {
      // given
      CommandProcess command =
          CommandProcess.launch(
              Path.of(System.getProperty("plimsoll.root")),
              folder,
              sync.environment(folder),
              "extract",
              "run",
              "shop",
              "shop.*",
              "--wait");
      await()
          .atMost(Duration.ofMinutes(3))
          .until(() -> command.err().contains("shop.orders: extracting"));
      // when
      command.interrupt();
      // then
      assertThat(command.await()).isEqualTo(130);
      assertThat(command.err())
          .contains(
              "The extract goes on without this command.",
              "./plimsoll extract show 5eed0001 --watch",
              "./plimsoll extract cancel 5eed0001")
          .doesNotContain("\tat ");
      assertThat(sync.asked()).noneMatch(call -> call.endsWith("/cancel"));
    }
  }
}
