package dev.plimsoll.cli.local;

import static dev.plimsoll.cli.local.SystemUnderTest.SOON;
import static dev.plimsoll.cli.local.SystemUnderTest.kill;
import static dev.plimsoll.cli.local.SystemUnderTest.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plimsoll.cli.local.StatusCommand.State;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.MachineRequirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A system on a volume that is full or becomes so.
final class FullDiskIT extends OwnSystemTestCase {
  @Test
  void aFullDiskIsSaidByEveryCommandThatMeetsIt() throws Exception {
    // given a system on a small volume that fills up, and a stack that dies of it
    Files.createDirectories(system.data());
    boolean mounted =
        mount(
            "mount", "-t", "tmpfs", "-o", "size=1500m,mode=700", "tmpfs", system.data().toString());
    MachineRequirement.of("root", mounted, "a small volume, which only root mounts");
    Path failing = folder.resolve("failing");
    try {
      system.run(Map.of("PLIMSOLL_FAKE_FAILING", failing.toString()), 0, "up");
      Path filler = system.data().resolve("filler");
      long free = Files.getFileStore(system.data()).getUsableSpace();
      mount("fallocate", "-l", Long.toString(free - (1 << 20)), filler.toString());
      kill(part(system.parts(7), "stack"));

      // then it is not brought back in a hot loop, and status says why it is down
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofSeconds(1)) // a command each time
          .untilAsserted(
              () ->
                  assertThat(system.run(7, "status").out())
                      .contains("No space left on device", "MiB free of"));

      // and so does a command that needs a planner, which cannot start without the stack
      Files.writeString(failing, "planner-service");
      kill(part(system.parts(7), "planner"));
      system.assertRefused(ErrorCode.DISK_FULL, 5, "No space left on device", "build", "list");

      // and so does a start
      system.assertRefused(ErrorCode.DISK_FULL, 5, "MiB free", "up");

      // when there is space again, then it comes back
      Files.delete(failing);
      Files.delete(filler);
      system.run(0, "up");
      assertThat(system.parts(0)).allMatch(part -> part.state() == State.UP);
    } finally {
      system.launch("down").await();
      await().atMost(SOON).until(() -> mount("umount", system.data().toString()));
    }
  }

  @Test
  void aSmallDiskIsSaidBeforeAnythingIsStarted() throws Exception {
    // given a volume of 64 MiB
    Files.createDirectories(system.data());
    boolean mounted =
        mount("mount", "-t", "tmpfs", "-o", "size=64m,mode=700", "tmpfs", system.data().toString());
    MachineRequirement.of("root", mounted, "a small volume, which only root mounts");
    try {
      system.assertRefused(ErrorCode.DISK_FULL, 5, "MiB free", "up");
      system.assertNothingIsLeft();
    } finally {
      await().atMost(SOON).until(() -> mount("umount", system.data().toString()));
    }
  }

  private static boolean mount(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }
}
