package dev.plimsoll.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.testkit.Campaign;
import dev.plimsoll.testkit.MachineRequirement;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./plimsoll demo` as a newcomer types it, at a small scale. One that cannot come to its end says
/// why, once, and leaves nothing but data that the next goes on with.
@Order(Integer.MAX_VALUE - 1)
final class DemoST {
  private static final Duration COMES_WITHIN = Duration.ofMinutes(2);
  private static final String AT_WORK = "ready in";
  private static final String IN_THE_MIDDLE = "one extract of everything has begun";

  /// As the services that a test starts.
  private static final Map<String, String> SHORT_LIVED =
      Map.of("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=192m");

  @TempDir private Path folder;

  @Test
  void brokenOffByCtrlCAndByADiskThatFillsUpItComesToItsEnd() throws Exception {
    boolean mounted =
        command("mount", "-t", "tmpfs", "-o", "size=1600m", "tmpfs", folder.toString()) == 0;
    try (Launcher plimsoll = new Launcher(folder, SHORT_LIVED)) {
      breakOffByCtrlC(plimsoll);
      // Outside campaigns FullDiskIT fills a system's disk, which is not in the middle of work.
      if (mounted && Campaign.isLong()) {
        fillTheDisk(plimsoll);
      }
      endWithAReceipt(plimsoll);
    } finally {
      if (mounted) { // what has just ended may hold it for a moment still
        await("nothing holds the volume any more")
            .atMost(COMES_WITHIN)
            .until(() -> command("umount", folder.toString()) == 0);
      }
    }
    MachineRequirement.of("root", mounted, "the demo on a small volume, which only root mounts");
  }

  private static void breakOffByCtrlC(Launcher plimsoll) throws Exception {
    // Given a demo: in a campaign in the middle of its work, which takes as long as a whole one to
    // come to; else while services start
    Launcher.Running demo = demo(plimsoll, Campaign.isLong() ? IN_THE_MIDDLE : AT_WORK);

    // When Ctrl-C is pressed
    new ProcessBuilder("kill", "-INT", Long.toString(demo.process().pid())).start().waitFor();

    // Then it says so and nothing is left running
    Launcher.Answer end = demo.await();
    assertThat(end.exitCode()).as("%s", end).isEqualTo(130);
    assertSays(end, ErrorCode.INTERRUPTED);
    assertThat(plimsoll.processes()).as("left running").isEmpty();
  }

  private void fillTheDisk(Launcher plimsoll) throws Exception {
    // Given the next demo, in the middle of its work, on what the first has left
    Launcher.Running demo = demo(plimsoll, IN_THE_MIDDLE);

    // When somebody else takes all the room that is left, and what becomes free later
    Path filler = folder.resolve("filler");
    AtomicBoolean filling = new AtomicBoolean(true);
    CompletableFuture<Void> filled =
        CompletableFuture.runAsync(
            () -> fill(filler, filling), Executors.newVirtualThreadPerTaskExecutor());

    // Then it says so and nothing is left running
    Launcher.Answer end;
    try {
      end = demo.await();
    } finally {
      filling.set(false);
      filled.join();
    }
    assertThat(end.exitCode()).as("%s", end).isEqualTo(5);
    assertSays(end, ErrorCode.DISK_FULL);
    assertThat(plimsoll.processes()).as("left running").isEmpty();
    Files.delete(filler);
  }

  private void endWithAReceipt(Launcher plimsoll) throws Exception {
    // Given one of whose services one is killed in the middle
    Path report = folder.resolve("report.json");
    Launcher.Running demo =
        launched(plimsoll, List.of("--scale", "0.02", "--json", report.toString()), AT_WORK);

    // Then a second one is refused, and the first is not disturbed
    assertSays(plimsoll.run(6, "demo", "--scale", "0.02"), ErrorCode.ALREADY_RUNNING);

    // And everything is as it has to be
    Launcher.Answer end = demo.await();
    assertThat(end.exitCode()).as("%s", end).isZero();
    assertThat(end.err()).contains("SIGKILL");
    assertThat(end.out() + end.err()).contains("./plimsoll plan --service mydb");
    JsonNode whole = Json.MAPPER.readTree(report.toFile());
    JsonNode timings = whole.path("timings");
    assertThat(end.err()).contains("the first plan, of the source", "primary key (hashkey)");
    assertThat(timings.path("firstPlan").asLong())
        .as("the first plan waits for no service: %s", timings)
        .isBetween(timings.path("stack").asLong(), timings.path("services").asLong());
    JsonNode checks = whole.path("checks");
    assertThat(checks.isArray() && !checks.isEmpty()).as("%s", checks).isTrue();
    for (JsonNode check : checks) {
      assertThat(check.path("holds").asBoolean()).as("%s", check).isTrue();
    }
    assertThat(plimsoll.processes()).as("left running").isEmpty();
  }

  /// One that nothing is killed in.
  private static Launcher.Running demo(Launcher plimsoll, String said) throws Exception {
    return launched(plimsoll, List.of("--scale", "0.02", "--kill", "none"), said);
  }

  /// Returns when it has said that.
  private static Launcher.Running launched(Launcher plimsoll, List<String> options, String said)
      throws Exception {
    Launcher.Running demo =
        plimsoll.launch(Stream.concat(Stream.of("demo"), options.stream()).toList());
    await().atMost(COMES_WITHIN).until(() -> demo.said().contains(said));
    return demo;
  }

  private static void assertSays(Launcher.Answer answer, ErrorCode code) {
    assertThat(answer.err())
        .containsOnlyOnce("plimsoll: " + code.title())
        .contains(code.fix())
        .doesNotContain("\tat ", "Exception");
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
