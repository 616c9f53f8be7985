package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plimsoll.contracts.problem.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A demo that cannot come to its end says why, once, and leaves nothing but data that the next
/// start goes on with.
@Order(Integer.MAX_VALUE - 1)
final class BrokenOffDemoST {
  private static final Duration COMES_WITHIN = Duration.ofMinutes(2);
  private static final String IN_THE_MIDDLE = "one extract of everything has begun";

  @TempDir private Path folder;

  @Test
  void ctrlCInTheMiddle() throws Exception {
    try (Launcher plimsoll = new Launcher(folder, Map.of())) {
      // Given a demo in the middle of its work
      Launcher.Running demo = plimsoll.launch(List.of("demo", "--scale", "0.02"));
      await().atMost(COMES_WITHIN).until(() -> demo.said().contains(IN_THE_MIDDLE));

      // Then a second one is refused, and the first is not disturbed
      assertSays(plimsoll.run(6, "demo", "--scale", "0.02"), ErrorCode.ALREADY_RUNNING);
      assertThat(demo.process().isAlive()).isTrue();

      // When Ctrl-C is pressed
      new ProcessBuilder("kill", "-INT", Long.toString(demo.process().pid())).start().waitFor();

      // Then it says so and nothing is left running
      Launcher.Answer end = demo.await();
      assertThat(end.exitCode()).as("%s", end).isEqualTo(130);
      assertSays(end, ErrorCode.INTERRUPTED);
      assertThat(plimsoll.processes()).as("left running").isEmpty();
      assertStartsAgain(plimsoll);
    }
  }

  @Test
  void aDiskThatFillsUpInTheMiddle() throws Exception {
    // Given a demo in the middle of its work, on a volume of 1200 MiB
    boolean mounted =
        command("mount", "-t", "tmpfs", "-o", "size=1200m", "tmpfs", folder.toString()) == 0;
    assumeTrue(mounted, "SKIPPED: a small tmpfs can be mounted by root only");
    try (Launcher plimsoll = new Launcher(folder, Map.of())) {
      Launcher.Running demo = plimsoll.launch(List.of("demo", "--scale", "0.02", "--kill", "none"));
      await().atMost(COMES_WITHIN).until(() -> demo.said().contains(IN_THE_MIDDLE));

      // When somebody else takes all the room that is left, and what becomes free later
      Path filler = folder.resolve("filler");
      AtomicBoolean filling = new AtomicBoolean(true);
      CompletableFuture<Void> filled =
          CompletableFuture.runAsync(
              () -> fill(filler, filling), Executors.newVirtualThreadPerTaskExecutor());

      // Then it says so and nothing is left running
      Launcher.Answer end = demo.await();
      filling.set(false);
      filled.join();
      assertThat(end.exitCode()).as("%s", end).isEqualTo(5);
      assertSays(end, ErrorCode.DISK_FULL);
      assertThat(plimsoll.processes()).as("left running").isEmpty();

      // And when there is room again, the next start goes on
      Files.delete(filler);
      assertStartsAgain(plimsoll);
    } finally {
      command("umount", folder.toString());
    }
  }

  private static void assertSays(Launcher.Answer answer, ErrorCode code) {
    assertThat(answer.err())
        .containsOnlyOnce("plimsoll: " + code.title())
        .contains(code.fix())
        .doesNotContain("\tat ", "Exception");
  }

  private static void assertStartsAgain(Launcher plimsoll) throws Exception {
    plimsoll.run(0, "up");
    plimsoll.run(0, "status");
    plimsoll.run(0, "down");
    assertThat(plimsoll.processes()).as("left running").isEmpty();
  }

  private static void fill(Path file, AtomicBoolean filling) {
    byte[] page = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (filling.get()) {
        try {
          out.write(page);
        } catch (IOException e) {
          assertThat(e).hasMessageContaining("No space left");
          LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int command(String... line) throws Exception {
    return new ProcessBuilder(line).redirectErrorStream(true).start().waitFor();
  }
}
